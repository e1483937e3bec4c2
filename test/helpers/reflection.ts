import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createChannel, createClientFactory } from "nice-grpc";
import { errorDetailsClientMiddleware } from "nice-grpc-error-details";
import {
  ServerReflectionDefinition,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from "../../gen/ts/grpc/reflection/v1/reflection.js";

export const REFLECTION_VERSIONS = [
  "grpc.reflection.v1.ServerReflection",
  "grpc.reflection.v1alpha.ServerReflection",
] as const;

/** The answers to these requests, on a stream of their own. */
export async function reflect(
  address: string,
  requests: readonly Partial<ServerReflectionRequest>[],
  version: (typeof REFLECTION_VERSIONS)[number] = REFLECTION_VERSIONS[0],
): Promise<ServerReflectionResponse[]> {
  const channel = createChannel(address, undefined, { "grpc.use_local_subchannel_pool": 1 });
  const definition = { ...ServerReflectionDefinition, fullName: version } as unknown as ServerReflectionDefinition;
  const client = createClientFactory().use(errorDetailsClientMiddleware).create(definition, channel);
  try {
    const answers: ServerReflectionResponse[] = [];
    for await (const answer of client.serverReflectionInfo(each(requests))) answers.push(answer);
    return answers;
  } finally {
    channel.close();
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* items;
}

/** The services that a server says it has. */
export async function servicesOf(address: string): Promise<string[]> {
  const [answer] = await reflect(address, [{ listServices: "" }]);
  return answer?.listServicesResponse?.service.map(({ name }) => name) ?? [];
}

/** A FileDescriptorSet of a symbol and all that it needs, file by file from the server, dependencies first. */
export async function describedByServer(address: string, symbol: string): Promise<Buffer> {
  const files = new Map<string, FileDescriptorProto>();
  const collect = async (request: Partial<ServerReflectionRequest>) => {
    const [answer] = await reflect(address, [request]);
    const [bytes] = answer?.fileDescriptorResponse?.fileDescriptorProto ?? [];
    const file = fromBinary(FileDescriptorProtoSchema, bytes!);
    for (const name of file.dependency) if (!files.has(name)) await collect({ fileByFilename: name });
    files.set(file.name, file);
  };
  await collect({ fileContainingSymbol: symbol });
  return Buffer.from(
    toBinary(FileDescriptorSetSchema, {
      $typeName: "google.protobuf.FileDescriptorSet",
      file: [...files.values()],
    }),
  );
}
