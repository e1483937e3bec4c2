import { defineConfig } from "vitest/config";

/** What takes a while because it takes a lot: one file after the other, on a machine that does nothing else. */
export default defineConfig({
  test: {
    include: ["test/load/**/*.test.ts"],
    testTimeout: 180_000,
    fileParallelism: false,
  },
});
