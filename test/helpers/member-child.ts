import { type ChildProcess, fork } from "node:child_process";
import { on } from "node:events";
import { onTestFinished } from "vitest";
import type { Broker } from "../../src/index.js";
import { GROUP } from "./group.js";

interface Refused {
  readonly code: number;
  readonly details: string;
}

interface Told {
  readonly assigned: string;
  readonly batch: number;
  readonly committed: number;
  readonly refused: Refused;
  readonly ended: Refused;
}

/** A member of the group in a process of its own, killed when the test is over. */
export class MemberChild {
  readonly #child: ChildProcess;
  readonly #told: Partial<Told>[] = [];
  readonly #messages: AsyncIterator<[Partial<Told>]>;

  constructor({ address }: Pick<Broker, "address">) {
    this.#child = fork(new URL("./member-process.ts", import.meta.url), [address, GROUP], {
      execArgv: ["--import", "tsx"],
    });
    this.#messages = on(this.#child, "message")[Symbol.asyncIterator]() as AsyncIterator<[Partial<Told>]>;
    onTestFinished(() => void this.#child.kill("SIGKILL"));
  }

  /** What it tells next of this kind, in whatever order it tells of others. */
  async told<Kind extends keyof Told>(kind: Kind): Promise<Told[Kind]> {
    for (;;) {
      const index = this.#told.findIndex((message) => message[kind] !== undefined);
      if (index >= 0) return this.#told.splice(index, 1)[0]![kind] as Told[Kind];
      const { value } = await this.#messages.next();
      this.#told.push(value[0]);
    }
  }

  commit(partition: number, offset: number): void {
    this.#child.send({ topic: "orders", partition, offset });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
