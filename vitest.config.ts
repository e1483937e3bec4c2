import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [
      "test/cli/**",
      "test/demos/**",
      "test/interop/**",
      "test/kafka-clients/**",
      "test/languages/**",
      "test/load/**",
    ],
    testTimeout: 20_000,
    // Most tests wait for a broker: one core less would only leave that one idle.
    maxWorkers: "100%",
  },
});
