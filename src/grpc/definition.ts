import { BinaryReader } from "@bufbuild/protobuf/wire";
import type { MethodDefinition } from "nice-grpc";
import { REQUEST_SHAPES } from "../../gen/shapes/requests.js";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import type { ProduceResponse } from "../service/produce.js";
import { checkMessage } from "./codec/message-check.js";
import {
  encodeProduceResponse,
  encodeProduceStreamResponse,
  type ProduceStreamResult,
} from "./codec/produce-response.js";
import type { PacedMessage } from "./http2/index.js";
import { Malformed } from "./malformed.js";

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
  // What is on the wire is decoded by the handlers, one request at a time, so that nothing is allocated per request.
  produce: {
    ...generated(methods.produce),
    requestDeserialize: (bytes: Uint8Array) => bytes,
    responseSerialize: (response: ProduceResponse) => encodeProduceResponse(response),
  },
  // Arrays, because what comes and goes together is one message to the handler: see GatheredCall.
  produceStream: {
    ...generated(methods.produceStream),
    requestDeserialize: (bytes: Uint8Array) => [bytes],
    responseSerialize: ([response]: readonly ProduceStreamResult[]) => encodeProduceStreamResponse(response!),
  },
  fetch: {
    ...generated(methods.fetch),
    responseSerialize: (response: Uint8Array) => uncopied(response),
  },
  subscribe: {
    ...generated(methods.subscribe),
    // Encoded by the handler, and sent past grpc-js: see PacedCall.
    responseSerialize: (_response: PacedMessage): Uint8Array => {
      throw new Error("a message of Subscribe is sent as it is");
    },
  },
  listOffsets: generated(methods.listOffsets),
  deleteRecords: generated(methods.deleteRecords),
  transact: generated(methods.transact),
  commitOffsets: generated(methods.commitOffsets),
  getGroup: generated(methods.getGroup),
  listGroups: generated(methods.listGroups),
  resetOffsets: generated(methods.resetOffsets),
  deleteGroup: generated(methods.deleteGroup),
  getBroker: generated(methods.getBroker),
};

/**
 * The same bytes, as what nice-grpc's `Buffer.from` makes a view of instead of a copy: a buffer that they have to
 * themselves, as large messages do.
 */
function uncopied(bytes: Uint8Array): Uint8Array {
  const { buffer } = bytes;
  return buffer.byteLength === bytes.length ? (buffer as unknown as Uint8Array) : bytes;
}

interface GeneratedMessage<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array | BinaryReader): T;
}

interface GeneratedMethod<Request, Response, RequestStream, ResponseStream> {
  readonly name: keyof typeof REQUEST_SHAPES;
  readonly requestType: GeneratedMessage<Request>;
  readonly requestStream: RequestStream;
  readonly responseType: GeneratedMessage<Response>;
  readonly responseStream: ResponseStream;
}

/**
 * A method by its generated codecs. A request that can't be decoded arrives as {@link Malformed}.
 *
 * @param service the full name of its service
 */
export function generated<Request, Response, RequestStream extends boolean, ResponseStream extends boolean>(
  method: GeneratedMethod<Request, Response, RequestStream, ResponseStream>,
  service: string = BrokerServiceDefinition.fullName,
): MethodDefinition<Request, Request, Response, Response, RequestStream, ResponseStream> {
  const { name, requestType, requestStream, responseType, responseStream } = method;
  const shape = REQUEST_SHAPES[name];
  return {
    path: `/${service}/${name}`,
    requestStream,
    responseStream,
    requestSerialize: (request) => requestType.encode(request).finish(),
    requestDeserialize: (bytes) => {
      try {
        checkMessage(shape, bytes);
        return requestType.decode(new BinaryReader(bytes, decodeText));
      } catch (error) {
        return Malformed.from(error) as Request;
      }
    },
    responseSerialize: (response) => responseType.encode(response).finish(),
    responseDeserialize: (bytes) => responseType.decode(bytes),
    options: {},
  };
}

/** A text that is known to be UTF-8, with a byte order mark where it has one. */
function decodeText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}
