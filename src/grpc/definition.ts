import { isUtf8 } from "node:buffer";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import type { MethodDefinition } from "nice-grpc";
import { BrokerServiceDefinition, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { WireError, WireReader } from "../wire/reader.js";
import { decodeProduceRequest, decodeProduceStreamRequest, type ProduceRequest } from "./codec/produce-request.js";
import {
  encodeProduceResponse,
  encodeProduceStreamResponse,
  type ProduceResponse,
  type ProduceStreamResult,
} from "./codec/produce-response.js";
import { encodeBatchMessage, type OutgoingBatch } from "./codec/record-batch.js";
import { Malformed } from "./malformed.js";
import { PacedMessage } from "./paced-message.js";

/** Field number of the batch in FetchResponse. */
const FETCH_RESPONSE_BATCH = 1;

const { methods } = BrokerServiceDefinition;

/**
 * The service as the server speaks it: generated codecs, but for records, which stay the bytes that they are on the wire.
 * A request that can't be decoded arrives as {@link Malformed}.
 */
export const brokerService = {
  createTopic: generated(methods.createTopic),
  getTopic: generated(methods.getTopic),
  listTopics: generated(methods.listTopics),
  updateTopic: generated(methods.updateTopic),
  deleteTopic: generated(methods.deleteTopic),
  produce: {
    ...generated(methods.produce),
    // What is malformed is answered before a handler sees it.
    requestDeserialize: decodeProduceRequest as (bytes: Uint8Array) => ProduceRequest,
    responseSerialize: (response: ProduceResponse) => encodeProduceResponse(response),
  },
  produceStream: {
    ...generated(methods.produceStream),
    // On a stream it is the handler that answers, so that the stream goes on.
    requestDeserialize: decodeProduceStreamRequest,
    responseSerialize: (response: ProduceStreamResult) => encodeProduceStreamResponse(response),
  },
  fetch: {
    ...generated(methods.fetch),
    responseSerialize: (response: OutgoingBatch) => encodeBatchMessage(FETCH_RESPONSE_BATCH, response),
  },
  subscribe: {
    ...generated(methods.subscribe),
    responseSerialize: (response: PacedMessage | SubscribeResponse) =>
      response instanceof PacedMessage ? response.take() : SubscribeResponse.encode(response).finish(),
  },
  listOffsets: generated(methods.listOffsets),
  commitOffsets: generated(methods.commitOffsets),
  getGroup: generated(methods.getGroup),
  listGroups: generated(methods.listGroups),
  resetOffsets: generated(methods.resetOffsets),
  deleteGroup: generated(methods.deleteGroup),
};

interface GeneratedMessage<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array | BinaryReader): T;
}

interface GeneratedMethod<Request, Response, RequestStream, ResponseStream> {
  readonly name: string;
  readonly requestType: GeneratedMessage<Request>;
  readonly requestStream: RequestStream;
  readonly responseType: GeneratedMessage<Response>;
  readonly responseStream: ResponseStream;
}

function generated<Request, Response, RequestStream extends boolean, ResponseStream extends boolean>(
  method: GeneratedMethod<Request, Response, RequestStream, ResponseStream>,
): MethodDefinition<Request, Request, Response, Response, RequestStream, ResponseStream> {
  const { name, requestType, requestStream, responseType, responseStream } = method;
  return {
    path: `/${BrokerServiceDefinition.fullName}/${name}`,
    requestStream,
    responseStream,
    requestSerialize: (request) => requestType.encode(request).finish(),
    requestDeserialize: (bytes) => {
      try {
        checkFraming(bytes);
        return requestType.decode(new BinaryReader(bytes, decodeUtf8));
      } catch (error) {
        return Malformed.from(error) as Request;
      }
    },
    responseSerialize: (response) => responseType.encode(response).finish(),
    responseDeserialize: (bytes) => responseType.decode(bytes),
    options: {},
  };
}

/** Refuses what the generated decoders would take for another text, with U+FFFD in it, as Go's and Python's do. */
function decodeUtf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new WireError("has a string that is not valid UTF-8");
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}

const reader = new WireReader();

/** Generated decoders stop in silence at a tag that can't be, and take what came before it for the whole request. */
function checkFraming(bytes: Uint8Array): void {
  reader.reset(bytes, 0, bytes.length);
  while (reader.pos < bytes.length) reader.skip(reader.tag());
}
