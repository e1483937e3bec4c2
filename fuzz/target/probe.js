// Loaded into the broker that is fuzzed, ahead of it: answers questions about the process over its IPC channel.
import { monitorEventLoopDelay } from "node:perf_hooks";

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

function collectGarbage() {
  globalThis.gc();
  // What finalizers let go of is there only in the next turn.
  setImmediate(() => {
    globalThis.gc();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send({ rss, retained: heapUsed + external });
  });
}

const answers = {
  memory: collectGarbage,
  connections() {
    const resources = process.getActiveResourcesInfo();
    process.send({ connections: resources.filter((resource) => resource === "TCPSocketWrap").length });
  },
  stall() {
    process.send({ stallMs: delay.max / 1e6 });
    delay.reset();
  },
};

process.on("message", (question) => answers[question]());
process.channel.unref();
