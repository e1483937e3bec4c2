import { once } from "node:events";
import type { ClientHttp2Session } from "node:http2";
import { connect } from "node:http2";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  type BrokerServiceClient,
  BrokerServiceDefinition,
  ProduceRequest,
  ProduceResponse,
  ProduceStreamRequest,
  ProduceStreamResponse,
} from "../../gen/ts/headwater/v1/broker_service.js";
import { testClient } from "../helpers/broker.js";
import { BrokerProcess } from "../helpers/process.js";
import { frame } from "../helpers/raw-call.js";

/** What one client stores and no other one may see. A piece of it is enough to find it. */
const CANARY = "CANARY-4111-1111 ";
const PIECE = Buffer.from("CANARY");

const PARTITIONS = 3;
const TOPIC = "orders";
const GROUP = "billing";

/** Small and large answers in turn, and larger ones, so that whatever grows grows on the way. */
const SIZES = [1500, 1, 1000, 4000, 9000, 300, 20_000, 45_000];

/** The calls whose answers grow with what is asked, and how; all others are called as they are. */
const REQUESTS: { readonly [call: string]: (size: number) => readonly Uint8Array[] } = {
  CreateTopic: (size) => [encode("createTopic", { topic: `topic-${size}`, partitions: Math.min(size, 900) })],
  GetTopic: (size) => [encode("getTopic", { topic: `wide-${Math.min(size, 900)}` })],
  ListTopics: () => [encode("listTopics", { pageSize: 1000 })],
  UpdateTopic: (size) => [encode("updateTopic", { topic: "growing", partitions: Math.min(size, 900) })],
  DeleteTopic: (size) => [encode("deleteTopic", { topic: "x".repeat(size) })],
  Produce: (size) => [ProduceRequest.encode(keyed(size)).finish()],
  ProduceStream: (size) =>
    [keyed(size), keyed(1), { ...keyed(1), topic: "y".repeat(size) }].map((produce) =>
      ProduceStreamRequest.encode({ produce }).finish(),
    ),
  Fetch: (size) => [
    encode("fetch", { topic: TOPIC, start: { earliest: true }, maxRecords: size, text: size % 2 === 0 }),
  ],
  Subscribe: (size) => [
    encode("subscribe", {
      topics: [TOPIC],
      start: { earliest: true },
      stop: { latest: true },
      maxBatchRecords: size,
      text: size % 2 === 0,
    }),
  ],
  ListOffsets: (size) => [
    encode("listOffsets", { topic: `wide-${Math.min(size, 900)}`, position: { earliest: true } }),
  ],
  CommitOffsets: (size) => [
    encode("commitOffsets", {
      group: GROUP,
      offsets: Array.from({ length: Math.min(size, 900) }, (_, partition) => ({
        topic: "wide-900",
        partition,
        offset: 0n,
      })),
    }),
  ],
  GetGroup: () => [encode("getGroup", { group: GROUP })],
  ListGroups: () => [encode("listGroups", { pageSize: 1000 })],
  ResetOffsets: () => [encode("resetOffsets", { group: GROUP, topic: "wide-900", to: { latest: true } })],
  DeleteGroup: (size) => [encode("deleteGroup", { group: "z".repeat(size) })],
};

type Methods = typeof BrokerServiceDefinition.methods;

function encode<Name extends keyof Methods>(
  name: Name,
  request: Parameters<Methods[Name]["requestType"]["fromPartial"]>[0],
): Uint8Array {
  const { requestType } = BrokerServiceDefinition.methods[name] as unknown as {
    requestType: { fromPartial(partial: unknown): unknown; encode(message: unknown): { finish(): Uint8Array } };
  };
  return requestType.encode(requestType.fromPartial(request)).finish();
}

function keyed(size: number): ProduceRequest {
  return ProduceRequest.fromPartial({
    topic: TOPIC,
    records: Array.from({ length: size }, (_, i) => ({ key: Buffer.from(`customer-${i}`) })),
  });
}

/** Stores, reads and is refused canaries, so that they are in whatever memory the broker uses again. */
async function stain(client: BrokerServiceClient): Promise<void> {
  for (let i = 0; i < 40; i++) {
    const value = Buffer.from(CANARY.repeat(1 + ((i * 379) % 5000)));
    const records = [{ key: value.subarray(0, 1000), value, headers: [{ key: CANARY, value }] }];
    await client.produce({ topic: "victim", records });
    await client.fetch({ topic: "victim", start: { tail: 3n }, text: i % 2 === 0 });
    await client.getTopic({ topic: CANARY.repeat(i) }).catch(() => {});
  }
  for await (const { batch } of client.subscribe({ topics: ["victim"], stop: { latest: true } })) void batch;
}

interface Answer {
  readonly messages: readonly Buffer[];
  /** All that came: headers, messages and trailers. */
  readonly raw: Buffer;
  readonly status: string;
}

async function answerTo(session: ClientHttp2Session, path: string, requests: readonly Uint8Array[]): Promise<Answer> {
  const call = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
  });
  const pieces: Buffer[] = [];
  let status = "";
  const keep = (headers: Record<string, unknown>) => {
    status = String(headers["grpc-status"] ?? status);
    for (const [name, value] of Object.entries(headers)) {
      const text = decodeURIComponent(String(value));
      pieces.push(name.endsWith("-bin") ? Buffer.from(text, "base64") : Buffer.from(text));
    }
  };
  call.on("response", keep);
  call.on("trailers", keep);
  const body: Buffer[] = [];
  call.on("data", (chunk: Buffer) => body.push(chunk));
  call.end(Buffer.concat(requests.map(frame)));
  await once(call, "close");
  const bytes = Buffer.concat(body);
  const messages: Buffer[] = [];
  for (let pos = 0; pos < bytes.length; ) {
    const end = pos + 5 + bytes.readUInt32BE(pos + 1);
    messages.push(bytes.subarray(pos + 5, end));
    pos = end;
  }
  return { messages, raw: Buffer.concat([...pieces, bytes]), status };
}

/** What an answer says of how many records were appended. */
const COUNTS: { readonly [call: string]: (messages: readonly Buffer[]) => number } = {
  Produce: ([message]) => total(ProduceResponse.decode(message!)),
  ProduceStream: (messages) =>
    messages.reduce((sum, message) => sum + total(ProduceStreamResponse.decode(message).appended), 0),
};

function total(response: ProduceResponse | undefined): number {
  return response?.runs.reduce((sum, { count }) => sum + count, 0) ?? 0;
}

describe("no answer has bytes in it that another client stored, whatever came before it", () => {
  const calls = Object.values(BrokerServiceDefinition.methods).map(({ name }) => name);

  test.each(calls)(
    "%s",
    async (call) => {
      const broker = await BrokerProcess.start();
      const client = testClient(broker);
      await client.createTopic({ topic: "victim", partitions: 1 });
      await client.createTopic({ topic: TOPIC, partitions: PARTITIONS });
      await client.createTopic({ topic: "growing", partitions: 1 });
      for (const partitions of [1, 300, 900]) await client.createTopic({ topic: `wide-${partitions}`, partitions });
      await stain(client);

      const session = connect(`http://${broker.address}`);
      onTestFinished(() => session.destroy());
      const path = `/${BrokerServiceDefinition.fullName}/${call}`;
      for (const size of SIZES) {
        // What is read grows too.
        if (call === "Fetch" || call === "Subscribe") await client.produce(keyed(size));
        const requests = REQUESTS[call]?.(size) ?? [new Uint8Array(0)];
        const { messages, raw, status } = await answerTo(session, path, requests);
        const at = raw.indexOf(PIECE);
        expect(at < 0 ? "" : raw.toString("latin1", at, at + 100), `${call} of ${size}`).toBe("");
        expect(["13", "2"], `${call} of ${size}`).not.toContain(status);
        const count = COUNTS[call]?.(messages);
        if (count !== undefined) expect(count).toBe(call === "Produce" ? size : size + 1);
        if (size === 300) await stain(client);
      }
    },
    60_000,
  );
});
