import { defineConfig } from "vitest/config";

/** The programs as people run them: a process for every command, which is why it takes a while. */
export default defineConfig({
  test: {
    include: ["test/cli/**/*.test.ts", "test/demos/**/*.test.ts"],
    testTimeout: 20_000,
  },
});
