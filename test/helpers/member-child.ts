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
  readonly #messages: AsyncIterator<[Partial<Told>]>;

  constructor({ address }: Pick<Broker, "address">) {
    this.#child = fork(new URL("./member-process.ts", import.meta.url), [address, GROUP], {
      execArgv: ["--import", "tsx"],
    });
    this.#messages = on(this.#child, "message")[Symbol.asyncIterator]() as AsyncIterator<[Partial<Told>]>;
    onTestFinished(() => void this.#child.kill("SIGKILL"));
  }

  /** What it tells next of this kind; what it tells before is passed over. */
  async told<Kind extends keyof Told>(kind: Kind): Promise<Told[Kind]> {
    for (;;) {
      const { value } = await this.#messages.next();
      const told = value[0][kind];
      if (told !== undefined) return told;
    }
  }

  commit(partition: number, offset: number): void {
    this.#child.send({ topic: "orders", partition, offset });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
