import { createServer, type MethodDefinition } from "nice-grpc";
import {
  ProduceResponse,
  ProduceStreamResponse,
  SubscribeRequest,
  SubscribeResponse,
} from "../../gen/ts/headwater/v1/broker_service.js";
import { withHttp2Hooks } from "../../src/grpc/http2/server-hooks.js";
import { STREAM_WINDOW_BYTES, widenConnectionWindows } from "../../src/grpc/http2/windows.js";
import { relaxHeap } from "../../src/heap.js";
import { availableMemory } from "../../src/memory-budget.js";
import { SETTINGS } from "../../src/settings.js";
import { answerParent } from "./measured.js";

/**
 * What the transport costs by itself: `floor.ts [plain]` is a nice-grpc server at the broker's paths, written as nice-grpc's
 * documentation shows, that passes bytes through and keeps nothing. It has the broker's HTTP/2 windows and limit on the heap;
 * a plain one has what nice-grpc, grpc-js and Node have by themselves.
 */
const isPlain = process.argv[2] === "plain";

/** The messages of Subscribe, as JSON in the request's `client_id`. */
interface Replay {
  readonly messages: number;
  readonly recordsPerMessage: number;
  readonly valueBytes: number;
}

const EMPTY = Buffer.alloc(0);
const APPENDED: ProduceResponse = { runs: [{ partition: 1, baseOffset: 1_000_000n, count: 1000 }] };
const PRODUCED = encoded(ProduceResponse.encode(APPENDED));
const STREAM_PRODUCED = encoded(ProduceStreamResponse.encode({ appended: APPENDED }));
const ASSIGNED = encoded(
  SubscribeResponse.encode(
    SubscribeResponse.fromPartial({ assigned: { partitions: [{ topic: "floor", highWatermark: 1n }] } }),
  ),
);

const service = {
  produce: bytesMethod("/headwater.v1.BrokerService/Produce", false, false),
  produceStream: bytesMethod("/headwater.v1.BrokerService/ProduceStream", true, true),
  subscribe: bytesMethod("/headwater.v1.BrokerService/Subscribe", false, true),
  empty: bytesMethod("/headwater.bench.v1.Floor/Empty", false, false),
  echo: bytesMethod("/headwater.bench.v1.Floor/Echo", true, true),
};

const server = createServer({ "grpc.max_receive_message_length": SETTINGS.maxMessageBytes.default });
server.add(service, {
  async produce() {
    return PRODUCED;
  },

  async *produceStream(requests: AsyncIterable<Uint8Array>) {
    for await (const _ of requests) yield STREAM_PRODUCED;
  },

  async *subscribe(request: Uint8Array) {
    const replay = JSON.parse(SubscribeRequest.decode(request).clientId) as Replay;
    const message = batchOf(replay);
    yield ASSIGNED;
    for (let i = 0; i < replay.messages; i++) yield message;
  },

  async empty() {
    return EMPTY;
  },

  async *echo(requests: AsyncIterable<Uint8Array>) {
    for await (const request of requests) yield request;
  },
});

const listen = () => server.listen("127.0.0.1:0");
if (!isPlain) relaxHeap(availableMemory());
const port = isPlain
  ? await listen()
  : await withHttp2Hooks(
      { options: { settings: { initialWindowSize: STREAM_WINDOW_BYTES } }, onServer: widenConnectionWindows },
      listen,
    );
answerParent(`127.0.0.1:${port}`);

/** A call whose messages are bytes on both sides. */
function bytesMethod<RequestStream extends boolean, ResponseStream extends boolean>(
  path: string,
  requestStream: RequestStream,
  responseStream: ResponseStream,
): MethodDefinition<Uint8Array, Uint8Array, Uint8Array, Uint8Array, RequestStream, ResponseStream> {
  const same = (bytes: Uint8Array) => bytes;
  return {
    path,
    requestStream,
    responseStream,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
    options: {},
  };
}

function encoded(writer: { finish(): Uint8Array }): Buffer {
  return Buffer.from(writer.finish());
}

/** A message as the broker sends it for records of one topic, without keys. */
function batchOf({ recordsPerMessage, valueBytes }: Replay): Buffer {
  const value = Buffer.alloc(valueBytes, "v");
  const records = Array.from({ length: recordsPerMessage }, (_, i) => ({
    value,
    timestampMs: 1_750_000_000_000n,
    offset: BigInt(1_000_000 + i),
  }));
  const batch = { topic: "bench", records, nextOffset: 1_010_000n, highWatermark: 2_000_000n };
  return encoded(SubscribeResponse.encode(SubscribeResponse.fromPartial({ batch })));
}
