import { runProgram } from "../../process/children.js";
import { GoProgram } from "../driver.js";
import { exchange } from "../exchange.js";
import type {
  Latency,
  LatencyOptions,
  Peer,
  ProduceOptions,
  ReplayOptions,
  RunningPeer,
  StartOptions,
  Throughput,
} from "../peer.js";
import { freePorts, PeerProcess, temporaryFolder } from "../process.js";
import { type Counted, costing, describeCommand, runTool } from "../tools.js";

type Storage = "memory" | "file";

const ANSWER_WITHIN_MS = 100;

const server = new GoProgram("nats-server", "github.com/nats-io/nats-server/v2");
const driver = new GoProgram("nats-driver", "./nats");

export const natsMemory = peer("nats-memory", "memory", "in the server's memory, in a stream of one replica");

export const natsFile = peer(
  "nats-file",
  "file",
  "in the page cache: they are written to the file of a stream of one replica, which is synced to the disk every 2 minutes " +
    "(NATS's default)",
);

function peer(id: "nats-memory" | "nats-file", storage: Storage, promise: string): Peer {
  return {
    id,
    name: `NATS JetStream (${storage})`,
    promise,
    tool:
      "a program on NATS's Go client: PublishAsync one by one, and in batches JetStream's fast batch publishing, where one " +
      "acknowledgement stands for at most 500 messages; replay and latency through Consume of a pull consumer without " +
      "acknowledgements. A partition is a stream of its own",
    omitted: "keys: a message has a subject, and JetStream spreads none by it over streams",
    installed: () => server.isBuilt() && driver.isBuilt(),
    async install(progress = () => {}) {
      if (!server.isBuilt()) progress("building nats-server with Go");
      await server.build();
      await driver.build();
    },
    version: async () => (await runProgram([server.path, "--version"])).stdout.trim().replace(": ", " "),
    start: (options) => start(storage, options),
  };
}

async function start(storage: Storage, { core }: StartOptions = {}): Promise<RunningPeer> {
  const folder = await temporaryFolder("nats");
  const [port = 0] = await freePorts(1);
  const command = [server.path, "--jetstream", "--store_dir", folder, "--addr", "127.0.0.1", "--port", String(port)];
  return new RunningNats(await PeerProcess.start(command, folder, core, () => answers(port)), port, storage);
}

/** Whether JetStream answers a request about itself. */
async function answers(port: number): Promise<boolean> {
  const request = 'CONNECT {"verbose":false}\r\nSUB answer 1\r\nPUB $JS.API.INFO answer 0\r\n\r\n';
  const answered = (received: Buffer) => /\r\nMSG answer 1 \d+\r\n/.test(received.toString("latin1"));
  await exchange(port, request, answered, ANSWER_WITHIN_MS);
  return true;
}

class RunningNats implements RunningPeer {
  readonly firstAnswerMs: number;
  readonly #server: PeerProcess;
  readonly #port: number;
  readonly #storage: Storage;
  #partitions = 1;

  constructor(process: PeerProcess, port: number, storage: Storage) {
    this.#server = process;
    this.#port = port;
    this.#storage = storage;
    this.firstAnswerMs = process.firstAnswerMs;
  }

  produce({ valueBytes, batch, partitions, inFlight, seconds = 3, core }: ProduceOptions): Promise<Throughput> {
    this.#partitions = partitions;
    return this.#costing("produce", core, {
      storage: this.#storage,
      "value-bytes": valueBytes,
      batch,
      partitions,
      "in-flight": inFlight,
      seconds,
    });
  }

  replay({ seconds = 3, core }: ReplayOptions = {}): Promise<Throughput> {
    return this.#costing("replay", core, { partitions: this.#partitions, seconds });
  }

  async latency({ valueBytes, rate, seconds = 5, core }: LatencyOptions): Promise<Latency> {
    const command = this.#command("latency", { storage: this.#storage, "value-bytes": valueBytes, rate, seconds });
    return { ...(JSON.parse(await runTool(command, core)) as Latency), command: describeCommand(command) };
  }

  cpuSeconds(): number | undefined {
    return this.#server.cpuSeconds();
  }

  rssBytes(): number | undefined {
    return this.#server.rssBytes();
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #costing(name: string, core: number | undefined, flags: Flags): Promise<Throughput> {
    const command = this.#command(name, flags);
    return costing(this.#server, command, async () => JSON.parse(await runTool(command, core)) as Counted);
  }

  #command(name: string, flags: Flags): string[] {
    const given = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    return [driver.path, name, `--server=127.0.0.1:${this.#port}`, ...given];
  }
}

type Flags = Readonly<Record<string, string | number>>;
