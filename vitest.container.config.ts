import { defineConfig } from "vitest/config";

/** A broker in a memory cgroup of 512 MiB: needs root, and a machine that does nothing else. */
export default defineConfig({
  test: {
    include: ["test/load/container.test.ts"],
    testTimeout: 180_000,
  },
});
