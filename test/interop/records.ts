import type { Client } from "nice-grpc";
import { type BrokerServiceDefinition, Record as WireRecord } from "../../gen/ts/index.headwater.v1.js";

/** A record as three languages can compare it: bytes are base64, null stands for absent. */
export interface PlainRecord {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
  /** Unix time in milliseconds, in decimal digits. */
  readonly timestampMs: string;
}

type Broker = Client<BrokerServiceDefinition>;

const base64 = (bytes: Uint8Array | undefined) => (bytes ? Buffer.from(bytes).toString("base64") : null);

/** The record in protobuf's JSON form, on one line. */
export function toJson(record: PlainRecord): string {
  return JSON.stringify(record);
}

/** Reads protobuf's JSON form, where what is empty may be left out. */
export function fromJson(line: string): PlainRecord {
  const record = JSON.parse(line) as Partial<PlainRecord>;
  return {
    key: record.key ?? null,
    value: record.value ?? null,
    headers: (record.headers ?? []).map(({ key = "", value = "" }) => ({ key, value })),
    timestampMs: record.timestampMs ?? "0",
  };
}

export async function writeRecords(broker: Broker, topic: string, records: readonly PlainRecord[]): Promise<void> {
  const bytes = (text: string | null) => (text === null ? undefined : Buffer.from(text, "base64"));
  await broker.produce({
    topic,
    records: records.map(({ key, value, headers, timestampMs }) =>
      WireRecord.fromPartial({
        key: bytes(key),
        value: bytes(value),
        headers: headers.map((header) => ({ key: header.key, value: Buffer.from(header.value, "base64") })),
        timestampMs: BigInt(timestampMs),
      }),
    ),
  });
}

export async function readRecords(broker: Broker, topic: string): Promise<PlainRecord[]> {
  const records: PlainRecord[] = [];
  for await (const { batch } of broker.subscribe({ topics: [topic], stop: { latest: true } })) {
    for (const { key, value, headers, timestampMs } of batch?.records ?? []) {
      records.push({
        key: base64(key),
        value: base64(value),
        headers: headers.map((header) => ({ key: header.key, value: base64(header.value) ?? "" })),
        timestampMs: String(timestampMs),
      });
    }
  }
  return records;
}
