import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import { Progress } from "./progress.js";
import { type Command, type Service, typescript } from "./services.js";
import { show } from "./show.js";

export interface PipelineOptions {
  /** `host:port` of the broker. */
  readonly server: string;
  readonly services: readonly Service[];
  /** How many orders there are. */
  readonly orders: number;
  /** The service that is killed when its group has handled half of them. */
  readonly kill: string | undefined;
}

/** Processes that work together until every group has handled every order. */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #progress: Progress;
  readonly #stop = new AbortController();
  readonly #running = new Map<string, ChildProcess>();
  readonly #joined = new Set<string>();
  readonly #events = new EventEmitter();
  #victim: Service | undefined;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#progress = new Progress(options.services.map(({ group }) => group));
    this.#victim = options.services.find(({ name }) => name === options.kill);
  }

  /** Resolves when the processes have ended, with a line for each group. */
  async run(): Promise<string[]> {
    const tasks = [this.#publish(), ...this.#options.services.map((service) => this.#keep(service))];
    try {
      await Promise.all(tasks);
    } finally {
      this.stop();
      await Promise.allSettled(tasks);
    }
    return this.#progress.summary();
  }

  /** Ends all processes in good order. */
  stop() {
    this.#stop.abort();
  }

  async #publish() {
    await Promise.race([once(this.#events, "all joined"), once(this.#stop.signal, "abort")]);
    await this.#spawn("order", [...typescript("order.ts"), String(this.#options.orders)], ([what, where, detail]) => {
      show("order", what, where, detail);
      this.#progress.created(where);
      this.#advance();
    });
  }

  /** Runs a service to the end; the last member of a group that was killed is started again. */
  async #keep(service: Service) {
    const others = this.#options.services.filter(({ name, group }) => group === service.group && name !== service.name);
    do {
      await this.#spawn(service.name, [...service.command, service.name], ([what, where, detail]) => {
        show(service.name, what, where, detail);
        if (what === "assigned") this.#join(service);
        if (where !== "" && what !== "late") this.#progress.handled(service.group, where, service.name);
        this.#advance();
      });
    } while (!this.#stop.signal.aborted && !others.some(({ name }) => this.#running.has(name)));
  }

  #join({ name }: Service) {
    this.#joined.add(name);
    if (this.#joined.size === this.#options.services.length) this.#events.emit("all joined");
  }

  #advance() {
    const victim = this.#victim;
    if (victim && this.#progress.count(victim.group) >= this.#options.orders / 2) {
      this.#victim = undefined;
      this.#running.get(victim.name)?.kill("SIGKILL");
    }
    if (this.#progress.isDone(this.#options.orders)) this.stop();
  }

  /** Runs a program to its end, and hands on the lines that it prints: what, where and details, with tabs between. */
  async #spawn(name: string, [program, ...args]: Command, heard: (fields: [string, string, string]) => void) {
    if (this.#stop.signal.aborted) return;
    const env = { ...process.env, HEADWATER_SERVER: this.#options.server };
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    const end = () => child.kill("SIGTERM");
    this.#stop.signal.addEventListener("abort", end);
    this.#running.set(name, child);
    show(name, "started", "", `pid ${child.pid}`);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [what = "", where = "", detail = ""] = line.split("\t");
      heard([what, where, detail]);
    });
    const [code, killedBy] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    this.#running.delete(name);
    this.#stop.signal.removeEventListener("abort", end);
    if (this.#stop.signal.aborted) return;
    show(name, killedBy ? "killed" : "ended", "", killedBy ?? "");
    if (code) throw new Error(`${name} ended with exit code ${code}`);
  }
}
