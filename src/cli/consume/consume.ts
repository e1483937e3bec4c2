import { type Command, Option } from "commander";
import { type Assigned, CommitMode } from "../../../gen/ts/headwater/v1/broker_service.js";
import type { EncodedBatch } from "../../client/codec/encoded-batch.js";
import type { ConsumerRecord } from "../../client/consumer/consumer-record.js";
import { toWirePosition } from "../../client/position.js";
import { type Broker, type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { Failure } from "../failure.js";
import { onInterrupt } from "../interrupt.js";
import { toJsonLine } from "../json-record.js";
import { print, tell } from "../terminal/output.js";
import { Progress } from "../terminal/progress.js";
import { count } from "../terminal/units.js";
import { each, integer } from "../values.js";
import { FORMAT_HELP, type Formatter, formatter, VALUE_LINE } from "./format.js";
import { GroupOffsets } from "./group-offsets.js";
import { addStartOptions, type StartOptions, startOf } from "./start.js";

interface Options extends BrokerOptions, StartOptions {
  readonly group?: string;
  readonly partition?: readonly number[];
  readonly maxRecords?: number;
  readonly follow?: true;
  readonly format?: Formatter;
  readonly json?: true;
  readonly quiet?: true;
}

/** How a member of a group is shown to others. */
const CLIENT_ID = "headwater-consume";

export function consumeCommand(): Command {
  const command = brokerCommand("consume")
    .description("print the records of topics: those that come, or those that are there")
    .argument("<topics...>", "names")
    .option(
      "--group <group>",
      "as a member of a consumer group: go on where it has committed, and commit what is printed",
    );
  return addStartOptions(command)
    .option("--partition <partition>", "only this one of one topic; may be repeated", each(integer(0, 2 ** 31 - 1)))
    .option("--max-records <count>", "end after so many", integer(1))
    .option("--until-end", "end where the topics end now; starts at the oldest record")
    .addOption(new Option("--follow", "go on with what comes, as it does by default").conflicts("untilEnd"))
    .addOption(
      new Option("--format <format>", "how a record is written, as in '%k\\t%v'; the value alone by default")
        .argParser(formatter)
        .conflicts("json"),
    )
    .option("--json", "each record as a line of JSON, which produce --json reads")
    .option("-q, --quiet", "no progress and no summary")
    .addHelpText("after", `\n${FORMAT_HELP}\n\nStarting options hold for a group where it has committed nothing yet.`)
    .action(consume);
}

async function consume(topics: readonly string[], options: Options, command: Command): Promise<void> {
  if (options.partition !== undefined && options.group !== undefined) {
    command.error("error: --partition can't be used with --group, which assigns partitions to its members");
  }
  if (options.partition !== undefined && topics.length !== 1) command.error("error: --partition is for one topic");
  await withBroker(options, (broker) => new Consumption(broker, topics, options).run());
}

/** One run of `consume`. */
class Consumption {
  readonly #broker: Broker;
  readonly #topics: readonly string[];
  readonly #options: Options;
  readonly #write: Formatter;
  readonly #offsets: GroupOffsets | undefined;
  readonly #left: AbortController = new AbortController();
  #progress = new Progress(0, false);
  #records = 0;
  #stopping = false;
  #waiting = false;
  #isAssigned = false;

  constructor(broker: Broker, topics: readonly string[], options: Options) {
    this.#broker = broker;
    this.#topics = topics;
    this.#options = options;
    this.#write = options.json ? jsonLine : (options.format ?? VALUE_LINE);
    this.#offsets = options.group === undefined ? undefined : new GroupOffsets(broker, options.group);
  }

  async run(): Promise<void> {
    // What is being printed is printed and committed first: a member that has left can't commit.
    const giveBack = onInterrupt(() => {
      this.#stopping = true;
      if (this.#waiting) this.#left.abort();
    });
    try {
      await this.#follow();
      this.#progress.end(this.#records, this.#records);
    } catch (error) {
      this.#progress.clear();
      if (!this.#stopping) throw await this.#explained(error);
    } finally {
      giveBack();
      this.#left.abort();
    }
    if (!this.#options.quiet) this.#summarise();
  }

  async #follow(): Promise<void> {
    const events = this.#broker.connection.stub
      .subscribe(this.#request(), { signal: this.#left.signal })
      [Symbol.asyncIterator]();
    while (!this.#stopping) {
      this.#waiting = true;
      const { value: event, done } = await events.next();
      this.#waiting = false;
      if (done) return;
      if (event.assigned) {
        this.#isAssigned = true;
        await this.#assigned(event.assigned);
      }
      if (event.batch) await this.#read(event.batch);
      if (event.revoked) this.#offsets?.revoked(event.revoked);
      if (event.truncated) {
        const { partition, fromOffset, toOffset } = event.truncated;
        const { topic, partition: number } = partition!;
        tell(`retention removed offsets ${fromOffset} to ${toOffset - 1n} of ${topic}, partition ${number}`);
        this.#offsets?.skippedTo(topic, number, toOffset);
      }
      if (this.#options.untilEnd && this.#offsets?.atEnd) return;
      if (this.#offsets !== undefined && this.#records === this.#options.maxRecords) return;
    }
  }

  /** A topic that was there and isn't was deleted. */
  async #explained(error: unknown): Promise<unknown> {
    const { HeadwaterError, toHeadwaterError } = await import("../../client/errors.js");
    const known = toHeadwaterError(error);
    if (!(this.#isAssigned && known instanceof HeadwaterError && known.reason === "TOPIC_NOT_FOUND")) return error;
    return new Failure(`topic ${known.metadata.topic} was deleted`);
  }

  #request(): Parameters<Broker["connection"]["stub"]["subscribe"]>[0] {
    const { group, partition, maxRecords, untilEnd } = this.#options;
    const request = { topics: [...this.#topics], start: toWirePosition(startOf(this.#options)), clientId: CLIENT_ID };
    // A group reads up to no `stop`, and the last records under a `limit` could not be committed.
    if (group !== undefined) return { ...request, group, commitMode: CommitMode.COMMIT_MODE_EXPLICIT };
    return {
      ...request,
      ...(partition !== undefined && { partitions: [...partition] }),
      ...(maxRecords !== undefined && { limit: BigInt(maxRecords) }),
      ...(untilEnd && { stop: { latest: true } }),
    };
  }

  async #assigned(assigned: Assigned): Promise<void> {
    await this.#offsets?.assigned(assigned);
    const { untilEnd, maxRecords, quiet } = this.#options;
    const unread = assigned.partitions.reduce(
      (sum, { startOffset, highWatermark }) => sum + highWatermark - startOffset,
      0n,
    );
    if (untilEnd) {
      const total = Math.min(Number(unread), maxRecords ?? Number.POSITIVE_INFINITY);
      this.#progress = new Progress(total, !quiet && !process.stdout.isTTY);
    } else if (unread === 0n && process.stderr.isTTY && !quiet && this.#records === 0) {
      const earlier = assigned.partitions.some(({ startOffset }) => startOffset > 0n);
      tell(`waiting for records${earlier ? "; --from-beginning prints those that are there" : ""}; Ctrl-C ends`);
    }
  }

  async #read(batch: EncodedBatch): Promise<void> {
    const { ConsumerRecord } = await import("../../client/consumer/consumer-record.js");
    const most = (this.#options.maxRecords ?? Number.POSITIVE_INFINITY) - this.#records;
    const count = Math.min(batch.length, most);
    const pieces: Uint8Array[] = [];
    for (let index = 0; index < count; index++) {
      for (const piece of this.#write(new ConsumerRecord(batch, index))) {
        pieces.push(typeof piece === "string" ? Buffer.from(piece) : piece);
      }
    }
    await print(Buffer.concat(pieces));
    this.#records += count;
    this.#progress.update(this.#records, this.#records);
    await this.#offsets?.read(batch, batch.positionAfter(count));
  }

  #summarise(): void {
    const { group } = this.#options;
    const committed = group === undefined ? "" : `, committed for group ${group}`;
    tell(`${count(this.#records, "record")} read${committed}`);
  }
}

const jsonLine: Formatter = (record: ConsumerRecord) => [`${toJsonLine(record)}\n`];
