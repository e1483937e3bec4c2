import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";

const V1 = "/sys/fs/cgroup/memory";
const V2 = "/sys/fs/cgroup";

/** A container's limit of memory, without the container. Only root can make one. */
export class MemoryCgroup {
  readonly #path: string;
  readonly #isV1: boolean;

  /** @throws {Error} where it can't be made */
  constructor(name: string, bytes: number) {
    this.#isV1 = existsSync(`${V1}/memory.limit_in_bytes`);
    this.#path = `${this.#isV1 ? V1 : V2}/${name}`;
    mkdirSync(this.#path, { recursive: true });
    writeFileSync(`${this.#path}/${this.#isV1 ? "memory.limit_in_bytes" : "memory.max"}`, `${bytes}`);
    if (!this.#isV1) writeFileSync(`${this.#path}/memory.swap.max`, "0");
  }

  /** Whether this machine lets this user make one. */
  static get isPossible(): boolean {
    try {
      new MemoryCgroup("headwater-probe", 2 ** 26).remove();
      return true;
    } catch {
      return false;
    }
  }

  /** The start of a command line that runs the rest of it within the limit. */
  get launcher(): readonly string[] {
    return ["sh", "-c", `echo $$ > ${this.#path}/cgroup.procs && exec "$@"`, "sh"];
  }

  /** How many processes the kernel has killed because of the limit. */
  get kills(): number {
    const events = this.#read(this.#isV1 ? "memory.oom_control" : "memory.events");
    return Number(/^oom_kill (\d+)$/m.exec(events)?.[1]);
  }

  /** To be called once no process is in it. */
  remove(): void {
    rmdirSync(this.#path);
  }

  #read(file: string): string {
    return readFileSync(`${this.#path}/${file}`, "utf8");
  }
}
