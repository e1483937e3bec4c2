import type { MessagePort } from "node:worker_threads";
import { Worker } from "node:worker_threads";
import { seal } from "./frame.js";
import type { FsFile } from "./fs.js";
import type { JournalWriter } from "./storage.js";

interface Task {
  readonly descriptor: number;
  readonly frames: Uint8Array;
  readonly position: number;
  readonly sync: boolean;
}

interface Done {
  /** Absent: written. */
  readonly error?: { readonly message: string; readonly code: string | undefined };
}

/**
 * A thread that seals, writes and syncs frames with blocking calls: the checksum leaves the main thread, and a write with
 * its sync is one way there and back.
 */
export function startWriterThread(): JournalWriter {
  // What tsx and the bundler name functions with is not there in the thread.
  const source = `const __name = (f) => f; (${program})(require, ${seal})`;
  const worker = new Worker(source, { eval: true, name: "headwater journal", stdin: false });
  worker.unref();
  let waiting: { resolve(): void; reject(error: Error): void } | undefined;
  let ended: Error | undefined;
  const settle = (error?: Error) => {
    const { resolve, reject } = waiting ?? {};
    waiting = undefined;
    worker.unref();
    if (error === undefined) resolve?.();
    else reject?.(error);
  };
  worker.on("message", ({ error }: Done) => {
    settle(error && Object.assign(new Error(error.message), { code: error.code }));
  });
  const end = (error: Error) => {
    ended ??= error;
    settle(error);
  };
  worker.on("error", end);
  worker.on("exit", () => end(new Error("the journal's thread has ended")));
  return {
    write(file, frames, position, sync) {
      if (ended !== undefined) return Promise.reject(ended);
      worker.ref();
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        const task: Task = { descriptor: (file as FsFile).descriptor, frames, position, sync };
        worker.postMessage(task);
      });
    },
    async close() {
      await worker.terminate();
    },
  };
}

/** The thread's program. It runs from its own text, so it may use nothing from outside but its arguments. */
function program(require: NodeJS.Require, put: typeof seal): void {
  const { parentPort } = require("node:worker_threads") as { parentPort: MessagePort };
  const { writeSync, fdatasyncSync } = require("node:fs") as typeof import("node:fs");
  const { crc32 } = require("node:zlib") as typeof import("node:zlib");
  parentPort.on("message", ({ descriptor, frames, position, sync }: Task) => {
    try {
      put(frames, crc32);
      for (let done = 0; done < frames.length; ) {
        done += writeSync(descriptor, frames, done, frames.length - done, position + done);
      }
      if (sync) fdatasyncSync(descriptor);
      parentPort.postMessage({});
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      parentPort.postMessage({ error: { message, code } });
    }
  });
}
