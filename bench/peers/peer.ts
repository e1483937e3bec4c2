/** A product that the broker is compared with, driven by the best tool that its own users have. */
export interface Peer {
  readonly id: "kafka" | "nats-memory" | "nats-file" | "redis";
  /** As in `Apache Kafka 4.3.1 (one KRaft broker)`. */
  readonly name: string;
  /** Where records are when it acknowledges them, as the end of a sentence: in the server's memory. */
  readonly promise: string;
  /** What drives it in each case, and with which settings. */
  readonly tool: string;
  /** What it is not asked for, and why. */
  readonly omitted: string;

  /** Whether {@link install} has nothing to do. */
  installed(): boolean;
  /**
   * Gets it from its ordinary package, unless it is there.
   *
   * @param progress is told what is being done
   * @throws {LeftOut} where this machine lacks what it needs, with what to install
   */
  install(progress?: (line: string) => void): Promise<void>;
  /** What runs, as in `Kafka 4.3.1 on OpenJDK 17.0.15`. Needs to be installed. */
  version(): Promise<string>;
  /**
   * Starts one server with empty data in a temporary folder, on a free port of the loopback.
   *
   * @throws {Error} with what the server said where it ends instead of answering
   */
  start(options?: StartOptions): Promise<RunningPeer>;
}

export interface StartOptions {
  /** The processor that the server is held to. */
  readonly core?: number | undefined;
}

export interface RunningPeer {
  /** Milliseconds from the start of its process to the first answer. */
  readonly firstAnswerMs: number;
  /** Writes to a topic that is made anew, and proves by the server's own count that everything arrived. */
  produce(options: ProduceOptions): Promise<Throughput>;
  /**
   * Reads from the start what the last produce wrote. Where the tool reads it only once, more is written first if that
   * would be too short.
   */
  replay(options?: ReplayOptions): Promise<Throughput>;
  /** Times records from when they were due to be sent until a consumer has them; deletes what produce wrote. */
  latency(options: LatencyOptions): Promise<Latency>;
  /** Processor time that the server has taken since its start; undefined where the system doesn't tell. */
  cpuSeconds(): number | undefined;
  /** Physical memory of the server; undefined where the system doesn't tell. */
  rssBytes(): number | undefined;
  /** Ends it at once, and deletes its data. */
  stop(): Promise<void>;
}

interface ToolOptions {
  /** The processor that the tool is held to. */
  readonly core?: number | undefined;
}

export interface ProduceOptions extends ToolOptions {
  readonly valueBytes: number;
  /** Records that are sent, and acknowledged, as one; 1 is one by one. */
  readonly batch: number;
  readonly partitions: number;
  /** Batches that are sent and not acknowledged yet, of a partition for Kafka and NATS, in all for Redis. */
  readonly inFlight: number;
  /** About for how long. Default: 3. */
  readonly seconds?: number;
}

export interface ReplayOptions extends ToolOptions {
  /** The log is read again and again for so long, by tools that can. Default: 3. */
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
  /** What drove it, as a person would type it. */
  readonly command: string;
}

export interface Throughput extends Run {
  /** In the time that counts, which leaves out a warm-up where the tool has one. */
  readonly records: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  /** The server's processor time per million records, warm-up included; undefined where the system doesn't tell. */
  readonly cpuSecondsPerMillion: number | undefined;
}

export interface Latency extends Run {
  readonly rate: number;
  readonly sent: number;
  readonly received: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly p999: number; readonly max: number };
}
