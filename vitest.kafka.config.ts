import { defineConfig } from "vitest/config";

/**
 * Kafka's own clients, as they are installed from their registries. A missing toolchain is a skip that says so, and an error
 * where CI is set.
 */
export default defineConfig({
  test: {
    include: ["test/kafka-clients/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
