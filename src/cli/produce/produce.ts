import { type Command, Option } from "commander";
import type { Acks } from "../../../gen/ts/headwater/v1/broker_service.js";
import type { ProduceError } from "../../client/errors.js";
import { type Broker, type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { unescaped } from "../escapes.js";
import { Failure } from "../failure.js";
import { onInterrupt } from "../interrupt.js";
import { IN_FLIGHT, sendAll } from "../send.js";
import { tell } from "../terminal/output.js";
import { Progress } from "../terminal/progress.js";
import { count } from "../terminal/units.js";
import { each, integer } from "../values.js";
import { acksOption } from "./acks.js";
import { BATCH_BYTES, type Batch, batchesOf } from "./batches.js";
import { openInput, readFailure, sizeOf } from "./input.js";
import { header, type LineOptions, lineReader } from "./records.js";

interface Options extends BrokerOptions, LineOptions {
  readonly file?: string;
  readonly partition?: number;
  readonly acks: Acks;
  /** Most records in one request. */
  readonly batch: number;
  readonly quiet?: true;
}

/** The summary names partitions up to so many. */
const NAMED_PARTITIONS = 5;

export function produceCommand(): Command {
  return brokerCommand("produce")
    .description("append each line of stdin, or of a file, to a topic")
    .argument("<topic>", "its name")
    .option("--file <path>", "read this instead of stdin")
    .option("--key-separator <text>", "what stands between key and value in each line, as in : or \\t", unescaped)
    .option("--header <key=value>", "add a header to every record; may be repeated", each(header))
    .option("--partition <partition>", "append here, whatever the keys are", integer(0, 2 ** 31 - 1))
    .addOption(acksOption())
    .option(
      "--batch <records>",
      "most records in a request; those without key of one request go together",
      integer(1),
      1000,
    )
    .addOption(
      new Option(
        "--json",
        "lines are JSON objects: key, value, headers, timestampMs, as consume --json writes",
      ).conflicts("keySeparator"),
    )
    .option("-q, --quiet", "no progress and no summary")
    .action(produce);
}

async function produce(topic: string, options: Options): Promise<void> {
  await withBroker(options, (broker) => produceWith(broker, topic, options));
}

async function produceWith(broker: Broker, topic: string, options: Options): Promise<void> {
  const { file, partition, acks, quiet } = options;
  const maxLineBytes = await maxLineBytesOf(broker, topic, options);
  const input = openInput(file);
  if (file === undefined && process.stdin.isTTY && !quiet) tell("each line is a record; Ctrl-D ends");
  const size = sizeOf(file);
  const progress = new Progress(size ?? 0, size !== undefined && !quiet);
  const done = { records: 0, bytes: 0, perPartition: new Map<number, number>() };
  let problem: unknown;
  let refusal: { readonly batch: Batch; readonly error: ProduceError } | undefined;
  let interrupted = false;
  let complete = false;
  let unanswered = 0;
  const giveBack = onInterrupt(() => {
    interrupted = true;
    input.destroy();
  });

  /** Up to the first problem: what was sent until then is answered still. */
  async function* batches(): AsyncGenerator<Batch, void, undefined> {
    const settings = { topic, acks, ...(partition !== undefined && { partition }) };
    try {
      for await (const batch of batchesOf(input, lineReader(options), settings, options.batch, maxLineBytes)) {
        if (problem !== undefined || refusal !== undefined || interrupted) return;
        unanswered += batch.records.length;
        yield batch;
      }
    } catch (error) {
      if (interrupted || refusal !== undefined) return;
      problem ??= readFailure(error, file);
      input.destroy();
    }
  }

  try {
    await sendAll(broker, batches(), IN_FLIGHT, (batch, answer) => {
      unanswered -= batch.records.length;
      if ("error" in answer) {
        refusal ??= { batch, error: answer.error };
        input.destroy();
        return;
      }
      done.records += batch.records.length;
      done.bytes += batch.bytes;
      for (const { partition: at, count: added } of answer.appended.runs) {
        done.perPartition.set(at, (done.perPartition.get(at) ?? 0) + added);
      }
      progress.update(done.bytes, done.records);
    });
    complete = true;
    if (refusal !== undefined) problem ??= await refused(broker, refusal.batch, refusal.error);
    if (interrupted && file !== undefined) problem ??= new Failure(`interrupted: the rest of ${file} was not sent`);
  } finally {
    giveBack();
    input.destroy();
    if (problem === undefined && !interrupted && complete) progress.end(done.bytes, done.records);
    else progress.clear();
    if (!quiet && (done.records > 0 || (complete && problem === undefined))) tell(summary(topic, done));
    if (done.records > 0 && unanswered > 0)
      tell(`${count(unanswered, "record")} sent without an answer: they may be appended or not`);
  }
  if (problem !== undefined) throw problem;
}

/** Names the line that is to blame, where it is one, and those that share its fate. */
async function refused(broker: Broker, { firstLine, records }: Batch, error: ProduceError): Promise<Failure> {
  const { reason, field } = error;
  const { refusalMessage } = await import("../connection.js");
  const message = await refusalMessage(error, broker);
  if (reason === "TOPIC_NOT_FOUND" || reason === "PARTITION_NOT_FOUND") return new Failure(message);
  const [, index, path] = /^records\[(\d+)\]\.?(.*)$/.exec(field ?? "") ?? [];
  const lines = records.length === 1 ? `line ${firstLine}` : `lines ${firstLine} to ${firstLine + records.length - 1}`;
  if (index === undefined) return new Failure(`${lines} refused: ${message}`);
  // The message begins with the path, as a sentence does with its subject.
  const problem = message.startsWith(field!) ? message.slice(field!.length) : `: ${message}`;
  const subject = path === "" ? "" : `: ${path}`;
  const together = records.length === 1 ? "" : `; ${lines} were one request, and none of them is appended`;
  return new Failure(`line ${firstLine + Number(index)}${subject}${problem}${together}`);
}

/** What a record may take where the topic doesn't tell: the largest request that brokers take by default. */
const DEFAULT_MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** A line that is longer can be no record. In JSON a byte may take six, as in \u0001, and names of fields come on top. */
async function maxLineBytesOf({ topics }: Broker, topic: string, { json }: LineOptions): Promise<number> {
  const { reasonOf } = await import("../connection.js");
  const described = await topics.get(topic).catch((error: unknown) => {
    // It may be created with the first record.
    if (reasonOf(error) === "TOPIC_NOT_FOUND") return undefined;
    throw error;
  });
  const maxRecordBytes = described?.config.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES;
  // A line that is no more than requests have anyway is sent, and the broker says what is wrong with it.
  return Math.max(BATCH_BYTES, json ? 6 * maxRecordBytes + 1024 : maxRecordBytes);
}

/** As in `3 records appended to orders: 2 in partition 0, 1 in partition 2`. */
function summary(
  topic: string,
  { records, perPartition }: { records: number; perPartition: Map<number, number> },
): string {
  const said = `${count(records, "record")}`;
  if (records > 0 && perPartition.size === 0) return `${said} sent to ${topic}, unacknowledged`;
  const partitions = [...perPartition].sort(([a], [b]) => a - b);
  const where =
    partitions.length > NAMED_PARTITIONS
      ? ` in ${count(partitions.length, "partition")}`
      : partitions.map(([partition, added], i) => `${i === 0 ? ":" : ","} ${added} in partition ${partition}`).join("");
  return `${said} appended to ${topic}${where}`;
}
