import type { Client } from "nice-grpc";
import { BrokerServiceDefinition, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { WireReader, WireType } from "../wire/reader.js";
import { EncodedBatch } from "./codec/encoded-batch.js";

/** A FetchResponse whose records are left as they are on the wire. */
export interface FetchedBatch {
  readonly batch?: EncodedBatch | undefined;
}

/** A SubscribeResponse whose records are left as they are on the wire. */
export type SubscribeEvent = Omit<SubscribeResponse, "batch"> & FetchedBatch;

/** The tags of the batch in FetchResponse and in SubscribeResponse. */
const FETCHED_TAG = (1 << 3) | WireType.Bytes;
const SUBSCRIBED_TAG = (2 << 3) | WireType.Bytes;

/** A message that this side of the service writes only, and has encoded already. */
const written = {
  encode: (bytes: Uint8Array) => ({ finish: () => bytes }),
  decode(_: Uint8Array): never {
    throw new TypeError("a client doesn't read this message");
  },
};

interface Codec {
  encode(message: unknown): { finish(): Uint8Array };
  fromPartial(given: unknown): unknown;
}

/** The codecs of requests, by the path of their method. */
const codecs = new Map<string, Codec>();

const methods = takingEncodedRequests(BrokerServiceDefinition.methods);

/** The service as the client speaks it: generated codecs, but for records, which are the bytes that they are on the wire. */
export const brokerService = {
  ...BrokerServiceDefinition,
  methods: {
    ...methods,
    fetch: {
      ...methods.fetch,
      responseType: read((bytes): FetchedBatch => ({ batch: findBatch(bytes, FETCHED_TAG) })),
    },
    produceStream: { ...methods.produceStream, requestType: written },
    subscribe: { ...methods.subscribe, responseType: read(decodeSubscribeResponse) },
  },
} as const;

export type Stub = Client<typeof brokerService>;

function decodeSubscribeResponse(bytes: Uint8Array): SubscribeEvent {
  const batch = findBatch(bytes, SUBSCRIBED_TAG);
  if (batch !== undefined) return { batch };
  const { batch: _, ...event } = SubscribeResponse.decode(bytes);
  return event;
}

const reader = new WireReader();

function findBatch(bytes: Uint8Array, wanted: number): EncodedBatch | undefined {
  let batch: EncodedBatch | undefined;
  reader.reset(bytes, 0, bytes.length);
  while (reader.pos < bytes.length) {
    const tag = reader.tag();
    if (tag !== wanted) {
      reader.skip(tag);
      continue;
    }
    const end = reader.contentEnd();
    batch = new EncodedBatch(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), reader.pos, end);
    reader.pos = end;
  }
  return batch;
}

/** A message that this side of the service reads only. */
function read<Message>(decode: (bytes: Uint8Array) => Message) {
  return {
    decode,
    encode(_: Message): never {
      throw new TypeError("a client doesn't write this message");
    },
  };
}

/** Encodes a request of the method with this path. */
export function encodeRequest(path: string, request: unknown): Uint8Array {
  const codec = codecs.get(path)!;
  return codec.encode(codec.fromPartial(request)).finish();
}

/** Methods that take a request which is encoded already. */
function takingEncodedRequests<Methods extends object>(given: Methods): Methods {
  const entries = Object.entries(given).map(
    ([key, method]: [string, { readonly name: string; readonly requestType: Codec }]) => {
      const { name, requestType } = method;
      codecs.set(`/${BrokerServiceDefinition.fullName}/${name}`, requestType);
      return [key, { ...method, requestType: written }];
    },
  );
  return Object.fromEntries(entries) as Methods;
}
