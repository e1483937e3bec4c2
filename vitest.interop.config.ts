import { defineConfig } from "vitest/config";

/** What needs Go, Python or grpcurl beside Node. A missing toolchain is a skip that says so, and an error where CI is set. */
export default defineConfig({
  test: {
    include: ["test/interop/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
