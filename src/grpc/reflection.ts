import type { CallContext, Server } from "nice-grpc";
import { HealthDefinition } from "../../gen/ts/grpc/health/v1/health.js";
import {
  ServerReflectionDefinition,
  type ServerReflectionRequest,
  ServerReflectionResponse,
} from "../../gen/ts/grpc/reflection/v1/reflection.js";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { InvalidField } from "../engine/errors.js";
import type { CallGuard } from "./calls.js";
import { generated } from "./definition.js";
import type { Descriptors } from "./descriptors.js";
import { encodeFrame, PacedMessage } from "./http2/index.js";
import { Malformed } from "./malformed.js";

/** Two versions with the same messages. Many clients know the first one alone. */
const VERSIONS = ["grpc.reflection.v1alpha.ServerReflection", ServerReflectionDefinition.fullName];

const SERVICES = [BrokerServiceDefinition.fullName, HealthDefinition.fullName, ...VERSIONS].sort();

const MAX_TEXT_LENGTH = 1024;

/** What error_code may be, as google.rpc.Code has it. */
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;

const { serverReflectionInfo: method } = ServerReflectionDefinition.methods;

/** The paths of its calls, whose answers are each a {@link PacedMessage}. */
export const REFLECTION_PATHS: readonly string[] = VERSIONS.map((version) => `/${version}/${method.name}`);

/** Lets clients ask for the contract, so that a shell needs no proto files. */
export function addReflection(server: Pick<Server, "add">, calls: CallGuard): void {
  for (const version of VERSIONS) {
    const service = {
      serverReflectionInfo: {
        ...generated(method, version),
        responseSerialize: (_response: PacedMessage): Uint8Array => {
          throw new Error("an answer of reflection is sent as it is");
        },
      },
    };
    server.add(service, calls.guard(service, { serverReflectionInfo }));
  }
}

async function* serverReflectionInfo(
  requests: AsyncIterable<ServerReflectionRequest>,
  { signal }: CallContext,
): AsyncGenerator<PacedMessage, void, undefined> {
  // With what it needs, this is a quarter of a broker's heap, and most brokers are never asked.
  const descriptors = (await import("./descriptors.js")).shippedDescriptors();
  const sent = new Set<string>();
  for await (const request of requests) {
    if (request instanceof Malformed) throw request.error;
    checkLengths(request);
    const response = { validHost: request.host, originalRequest: request, ...answer(request, descriptors, sent) };
    const message = new PacedMessage(encodeFrame(ServerReflectionResponse.encode(response).finish()));
    yield message;
    await message.whenSent(signal);
  }
}

/** The answer quotes the request, and must fit what clients take. */
function checkLengths(request: ServerReflectionRequest): void {
  const texts = {
    host: request.host,
    file_by_filename: request.fileByFilename,
    file_containing_symbol: request.fileContainingSymbol,
    "file_containing_extension.containing_type": request.fileContainingExtension?.containingType,
    all_extension_numbers_of_type: request.allExtensionNumbersOfType,
    list_services: request.listServices,
  };
  for (const [field, text = ""] of Object.entries(texts)) {
    if (text.length > MAX_TEXT_LENGTH)
      throw new InvalidField(field, `has ${text.length} characters: at most ${MAX_TEXT_LENGTH} are allowed`);
  }
}

/** @param sent the names of the files that this stream has sent, to which those of the answer are added */
function answer(
  request: ServerReflectionRequest,
  descriptors: Descriptors,
  sent: Set<string>,
): Partial<ServerReflectionResponse> {
  const { fileByFilename, fileContainingSymbol, fileContainingExtension, allExtensionNumbersOfType } = request;
  if (fileByFilename !== undefined) {
    return filesFrom(descriptors, fileByFilename, sent) ?? notFound(`file ${fileByFilename}`);
  }
  if (fileContainingSymbol !== undefined) {
    const name = descriptors.fileOf(fileContainingSymbol);
    return filesFrom(descriptors, name, sent) ?? notFound(`symbol ${fileContainingSymbol}`);
  }
  if (fileContainingExtension !== undefined) {
    const { containingType, extensionNumber } = fileContainingExtension;
    return notFound(`extension ${extensionNumber} of ${containingType}`);
  }
  if (allExtensionNumbersOfType !== undefined) {
    // Nothing extends anything here.
    return descriptors.hasMessage(allExtensionNumbersOfType)
      ? { allExtensionNumbersResponse: { baseTypeName: allExtensionNumbersOfType, extensionNumber: [] } }
      : notFound(`message type ${allExtensionNumbersOfType}`);
  }
  if (request.listServices !== undefined) {
    return { listServicesResponse: { service: SERVICES.map((name) => ({ name })) } };
  }
  return {
    errorResponse: { errorCode: INVALID_ARGUMENT, errorMessage: "message_request is not set: say what to look for" },
  };
}

function filesFrom(
  descriptors: Descriptors,
  name: string | undefined,
  sent: Set<string>,
): Partial<ServerReflectionResponse> | undefined {
  const files =
    name === undefined ? [] : descriptors.filesFrom(name).filter((file) => file === name || !sent.has(file));
  if (files.length === 0) return undefined;
  for (const file of files) sent.add(file);
  return { fileDescriptorResponse: { fileDescriptorProto: files.map((file) => descriptors.bytesOf(file)) } };
}

function notFound(what: string): Partial<ServerReflectionResponse> {
  return { errorResponse: { errorCode: NOT_FOUND, errorMessage: `${what} is not known here` } };
}
