/** A product to compare with, driven by the best tool of its own users. */
export interface Peer {
  readonly id: "kafka" | "nats-memory" | "nats-file" | "redis";
  /** As in `Apache Kafka 4.3.1 (one KRaft broker)`. */
  readonly name: string;
  /** Where acknowledged records are, as the end of a sentence: in the server's memory. */
  readonly promise: string;
  /** The tool and settings of each case. */
  readonly tool: string;
  /** Features that are not measured, and why. */
  readonly omitted: string;

  /** Whether it is installed already. */
  installed(): boolean;
  /**
   * Installs it from its ordinary package unless it is installed.
   *
   * @param progress is told what is being done
   * @throws {LeftOut} where this machine lacks what it needs, with what to install
   */
  install(progress?: (line: string) => void): Promise<void>;
  /** The version, as in `Kafka 4.3.1 on OpenJDK 17.0.15`. Requires an installation. */
  version(): Promise<string>;
  /**
   * Starts one server with empty data in a temporary folder, on a free port of the loopback.
   *
   * @throws {Error} with what the server said where it ends instead of answering
   */
  start(options?: StartOptions): Promise<RunningPeer>;
}

export interface StartOptions {
  /** The processor that the server is pinned to. */
  readonly core?: number | undefined;
}

export interface RunningPeer {
  /** Milliseconds from the start of its process to the first answer. */
  readonly firstAnswerMs: number;
  /** Writes to a new topic and verifies by the server's own count that everything arrived. */
  produce(options: ProduceOptions): Promise<Throughput>;
  /**
   * Reads from the start what the last produce wrote. Where the tool reads it only once, more is written first if that
   * would be too short.
   */
  replay(options?: ReplayOptions): Promise<Throughput>;
  /** Times records from when they were due to be sent until a consumer has them; deletes what produce wrote. */
  latency(options: LatencyOptions): Promise<Latency>;
  /** Processor time of the server since its start; undefined if the system does not report it. */
  cpuSeconds(): number | undefined;
  /** Resident memory of the server; undefined if the system does not report it. */
  rssBytes(): number | undefined;
  /** Kills it and deletes its data. */
  stop(): Promise<void>;
}

interface ToolOptions {
  /** The processor that the tool is pinned to. */
  readonly core?: number | undefined;
}

export interface ProduceOptions extends ToolOptions {
  readonly valueBytes: number;
  /** Records per batch; 1 sends single records. */
  readonly batch: number;
  readonly partitions: number;
  /** Unacknowledged batches: per partition for Kafka and NATS, in total for Redis. */
  readonly inFlight: number;
  /** Approximate duration. Default: 3. */
  readonly seconds?: number;
}

export interface ReplayOptions extends ToolOptions {
  /** Duration for which tools that can repeat a read do so. Default: 3. */
  readonly seconds?: number;
}

export interface LatencyOptions extends ToolOptions {
  readonly valueBytes: number;
  /** Records per second. */
  readonly rate: number;
  /** Default: 5. */
  readonly seconds?: number;
}

interface Run {
  /** The command, as a person would type it. */
  readonly command: string;
}

export interface Throughput extends Run {
  /** Within the measured time, without the tool's warm-up. */
  readonly records: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  /** Server processor time per million records, warm-up included; undefined if the system does not report it. */
  readonly cpuSecondsPerMillion: number | undefined;
}

export interface Latency extends Run {
  readonly rate: number;
  readonly sent: number;
  readonly received: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly p999: number; readonly max: number };
}
