import { defineConfig } from "vitest/config";

/**
 * What needs protoc, Java or Rust: the contract as their users compile it. A missing toolchain is a skip that says so, and an
 * error where CI is set.
 */
export default defineConfig({
  test: {
    include: ["test/languages/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
