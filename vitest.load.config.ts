import { defineConfig } from "vitest/config";

/** What takes a while because it takes a lot: one file after the other, on a machine that does nothing else. */
export default defineConfig({
  test: {
    include: ["test/load/**/*.test.ts"],
    // By itself: npm run test:container.
    exclude: ["test/load/container.test.ts"],
    testTimeout: 180_000,
    fileParallelism: false,
  },
});
