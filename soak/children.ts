import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

export interface BrokerMemory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
}

export interface ProducerProgress {
  readonly records: number;
  readonly refused: number;
}

export interface ReadersProgress {
  readonly followedBytes: readonly number[];
  readonly followersTruncated: number;
  /** Partition and next offset. */
  readonly slowPositions: readonly (readonly [number, number])[];
  readonly slowRecords: number;
  readonly slowTruncated: number;
}

/** A process that reports its progress on request. */
export class Child<Answer> {
  readonly #child: ChildProcess;
  readonly #failed: Promise<never>;

  /** @param file beside this one */
  constructor(file: string, args: readonly (string | number)[]) {
    this.#child = fork(new URL(file, import.meta.url), args.map(String), { execArgv: ["--import", "tsx"] });
    this.#failed = once(this.#child, "exit").then(([code, signal]) => {
      throw new Error(`${file} ended with ${code ?? signal}`);
    });
    this.#failed.catch(() => {});
  }

  /** Its next message. */
  async hear<Message = Answer>(): Promise<Message> {
    const [message] = (await Promise.race([once(this.#child, "message"), this.#failed])) as [Message];
    return message;
  }

  ask(): Promise<Answer> {
    this.#child.send("?");
    return this.hear();
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
