import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Settings } from "../../src/index.js";
import type { Peer, RunningPeer } from "../peers/index.js";
import type { Cores } from "../process/cores.js";
import { type Flags, Load } from "../process/load.js";
import { Server } from "../process/server.js";
import type { ServerStats } from "../servers/measured.js";
import type { Plan, Timing } from "./timing.js";

const checkout = fileURLToPath(new URL("../..", import.meta.url));

/** Share of the warm-up after which the server's cost is counted, so that it is counted under full load. */
const COUNTED_FROM = 0.7;

/** The tools of a measurement: servers and load in separate processes, each on its processor. */
export class Bench {
  readonly cores: Cores;
  readonly plan: Plan;
  /** The checkout whose broker is measured. */
  readonly root: string;
  /** Versions of the measured products. */
  readonly peerVersions = new Map<Peer["id"], string>();
  readonly #say: (line: string) => void;
  readonly #running = new Map<Peer, Promise<RunningPeer>>();
  #load: Promise<Load> | undefined;

  /** @param say is told what takes long, such as an installation */
  constructor(cores: Cores, plan: Plan, root = checkout, say: (line: string) => void = () => {}) {
    this.#say = say;
    this.cores = cores;
    this.plan = plan;
    this.root = root;
  }

  /** Calls `use` with a new broker. */
  withBroker<Found>(use: (server: Server) => Promise<Found>, settings: Partial<Settings> = {}): Promise<Found> {
    return withServer(Server.broker(this.root, this.cores.pinned?.server, settings), use);
  }

  /** Calls `use` with a new floor. */
  withFloor<Found>(use: (server: Server) => Promise<Found>, plain = false): Promise<Found> {
    return withServer(Server.floor(this.cores.pinned?.server, plain), use);
  }

  /**
   * Runs a command of the load generator.
   *
   * @throws {LeftOut} where it can't be built here
   */
  async load<Output>(command: string, flags: Flags): Promise<Output> {
    return (await this.#built()).run<Output>(this.cores.pinned?.load, command, flags);
  }

  /**
   * Starts a server with a command and returns the milliseconds until it answered its first call. Nothing is pinned.
   *
   * @param command with `{port}` where the server is told its port
   */
  async firstAnswerMs(command: readonly string[]): Promise<number> {
    const { ms } = await (await this.#built()).run<{ ms: number }>(undefined, "first-answer", {}, command);
    return ms;
  }

  /** Runs a load generator command for one run and adds the server's cost. */
  async underLoad<Output>(
    server: Server,
    command: string,
    flags: Flags,
    timing: Timing = this.plan.rates,
  ): Promise<{ output: Output; server: ServerStats }> {
    await this.#built();
    return this.during(server, timing, () =>
      this.load<Output>(command, {
        target: server.address,
        warmup: `${timing.warmupSeconds}s`,
        duration: `${timing.seconds}s`,
        ...flags,
      }),
    );
  }

  /** Adds the server's cost from near the end of the warm-up to the end of `work`. */
  async during<Output>(
    server: Server,
    { warmupSeconds }: Timing,
    work: () => Promise<Output>,
  ): Promise<{ output: Output; server: ServerStats }> {
    const [output] = await Promise.all([
      work(),
      setTimeout(warmupSeconds * COUNTED_FROM * 1000).then(() => server.reset()),
    ]);
    return { output, server: await server.stats() };
  }

  /**
   * @throws {LeftOut} where it can't be installed here
   */
  async install(peer: Peer): Promise<void> {
    await peer.install(this.#say);
    this.peerVersions.set(peer.id, await peer.version());
  }

  /**
   * Starts a peer on first use and keeps it until {@link close}.
   *
   * @throws {LeftOut} where it can't be installed here
   */
  peer(peer: Peer): Promise<RunningPeer> {
    const running = this.#running.get(peer) ?? this.#start(peer);
    this.#running.set(peer, running);
    return running;
  }

  /** Stops the peers. */
  async close(): Promise<void> {
    const peers = await Promise.allSettled(this.#running.values());
    await Promise.all(peers.map((peer) => (peer.status === "fulfilled" ? peer.value.stop() : undefined)));
    this.#running.clear();
  }

  async #start(peer: Peer): Promise<RunningPeer> {
    await this.install(peer);
    return peer.start({ core: this.cores.pinned?.server });
  }

  #built(): Promise<Load> {
    this.#load ??= Load.build();
    return this.#load;
  }
}

async function withServer<Found>(starting: Promise<Server>, use: (server: Server) => Promise<Found>): Promise<Found> {
  const server = await starting;
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}
