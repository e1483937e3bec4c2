import { readFileSync } from "node:fs";
import { flagOf, SETTINGS, type Settings, variableOf } from "../src/settings.js";

/** docs/configuration.md with its tables as the code has them. */
export function withTables(page: string): string {
  return replaced(replaced(page, "settings", settingsTable()), "limits", limitsTable());
}

function settingsTable(): string {
  const rows = (Object.keys(SETTINGS) as (keyof Settings)[]).map(
    (name) =>
      `| \`${flagOf(name)}\` | \`${variableOf(name)}\` | \`${SETTINGS[name].default}\` | ${SETTINGS[name].description} |`,
  );
  return ["| flag | variable | default | |", "|---|---|---|---|", ...rows].join("\n");
}

/** Limits that are no settings: what is limited, and the constant that says by how much. */
const LIMITS: readonly (readonly [what: string, file: string, constant: string])[] = [
  ["characters of a topic's name", "engine/embedded/topics.ts", "MAX_NAME_LENGTH"],
  ["characters of a group's name", "engine/groups/groups.ts", "MAX_NAME_LENGTH"],
  ["partitions of a topic", "settings.ts", "MOST_PARTITIONS"],
  ["partitions of a group, and its committed offsets", "engine/groups/group.ts", "MAX_GROUP_PARTITIONS"],
  ["bytes of an answer that describes a group", "engine/groups/group.ts", "MAX_DESCRIPTION_BYTES"],
  ["characters of `client_id`", "service/subscribe.ts", "MAX_CLIENT_ID_LENGTH"],
  ["`page_size`; a larger one counts as this", "service/pages.ts", "MAX_PAGE_SIZE"],
  ["bytes after which a page of a list ends", "engine/pages.ts", "MAX_PAGE_BYTES"],
  [
    "partitions in one Assigned, Revoking or Revoked; more come in several",
    "engine/readers/event-size.ts",
    "MAX_EVENT_PARTITIONS",
  ],
  [
    "events queued for a subscriber that does not read; then its stream ends",
    "engine/readers/reader.ts",
    "MAX_NOTICES",
  ],
  [
    "shortest `heartbeat_interval`, ms; a shorter one counts as this",
    "service/subscribe.ts",
    "MIN_HEARTBEAT_INTERVAL_MS",
  ],
  ["`revoke_timeout` of a member that gives none, ms", "service/subscribe.ts", "DEFAULT_REVOKE_TIMEOUT_MS"],
  ["longest wait or timeout, ms (24.8 days); a longer one counts as this", "service/subscribe.ts", "MAX_TIMER_MS"],
  ["time without another byte of an incomplete request, ms", "grpc/http2/transport.ts", "REQUEST_TIMEOUT_MS"],
  ["HTTP/2 receive window of a stream, bytes", "grpc/http2/windows.ts", "STREAM_WINDOW_BYTES"],
  ["HTTP/2 receive window of a connection, bytes", "grpc/http2/windows.ts", "CONNECTION_WINDOW_BYTES"],
  ["requests of one ProduceStream that are started and not answered, bytes", "grpc/produce.ts", "MAX_UNANSWERED_BYTES"],
  ["smallest answer that is compressed, bytes", "grpc/http2/compression.ts", "MIN_BYTES"],
  ["bytes of a request that an error quotes", "service/refusal.ts", "MAX_TEXT_BYTES"],
  ["characters of a name that reflection is asked for", "grpc/reflection.ts", "MAX_TEXT_LENGTH"],
  ["interval of retention for partitions without appends, ms", "engine/embedded/engine.ts", "RETENTION_INTERVAL_MS"],
  [
    "time that a jump of the wall clock must last before retention follows it, ms",
    "engine/retention-clock.ts",
    "HOLD_MS",
  ],
  [
    "first segment of a partition, bytes; each is twice as large as the one before",
    "engine/embedded/log/partition-log.ts",
    "FIRST_SEGMENT_BYTES",
  ],
  ["largest segment in memory, bytes", "engine/embedded/log/partition-log.ts", "MAX_SEGMENT_BYTES"],
  ["Kafka's protocol: largest request, bytes", "kafka/listener.ts", "MAX_REQUEST_BYTES"],
  [
    "Kafka's protocol: largest record batch after decompression, bytes",
    "kafka/apis/produce.ts",
    "MAX_DECOMPRESSED_BYTES",
  ],
  ["Kafka's protocol: metadata of a committed offset, bytes", "kafka/apis/offset-commit.ts", "MAX_METADATA_BYTES"],
];

function limitsTable(): string {
  const rows = LIMITS.map(([what, file, constant]) => `| ${what} | ${constantOf(file, constant)} |`);
  return ["| limit | value |", "|---|---:|", ...rows].join("\n");
}

/**
 * The value of a constant that is a number or a product of numbers in its source.
 *
 * @throws {Error} where the file has no such constant
 */
function constantOf(file: string, constant: string): string {
  const source = readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8");
  const [, expression] = new RegExp(`const ${constant} = ([\\d_ */+()-]+);`).exec(source) ?? [];
  if (expression === undefined) throw new Error(`src/${file} has no constant ${constant} that is a number`);
  const value = new Function(`return ${expression}`)() as number;
  return value.toLocaleString("en");
}

/** @throws {Error} where the page has no such markers */
function replaced(page: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name}:start -->\n`, `\n<!-- ${name}:end -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/configuration.md has no ${start}…${end}`);
  return page.slice(0, from + start.length) + table + page.slice(to);
}
