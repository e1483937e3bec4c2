import { once } from "node:events";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Client, credentials } from "@grpc/grpc-js";
import { fromJSON, type MethodDefinition } from "@grpc/proto-loader";

/** grpc.reflection.v1, as much of it as is asked here. */
const definition = fromJSON({
  nested: {
    grpc: {
      nested: {
        reflection: {
          nested: {
            v1: {
              nested: {
                ServerReflection: {
                  methods: {
                    ServerReflectionInfo: {
                      requestType: "Request",
                      requestStream: true,
                      responseType: "Response",
                      responseStream: true,
                      comment: "",
                    },
                  },
                },
                Request: {
                  fields: {
                    fileByFilename: { type: "string", id: 3 },
                    fileContainingSymbol: { type: "string", id: 4 },
                    listServices: { type: "string", id: 7 },
                  },
                },
                Response: { fields: { files: { type: "Files", id: 4 }, services: { type: "Services", id: 6 } } },
                Files: { fields: { file: { rule: "repeated", type: "bytes", id: 1 } } },
                Services: { fields: { service: { rule: "repeated", type: "Service", id: 1 } } },
                Service: { fields: { name: { type: "string", id: 1 } } },
              },
            },
          },
        },
      },
    },
  },
});

interface Request {
  fileByFilename?: string;
  fileContainingSymbol?: string;
  listServices?: string;
}

interface Response {
  files?: { file: Uint8Array[] };
  services?: { service: { name: string }[] };
}

/** Asks on a stream of its own. */
async function ask(address: string, request: Request): Promise<Response> {
  const service = definition["grpc.reflection.v1.ServerReflection"] as {
    [name: string]: MethodDefinition<Request, Response>;
  };
  const method = service.ServerReflectionInfo!;
  const client = new Client(address, credentials.createInsecure());
  try {
    const call = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
    call.end(request);
    const [response] = (await once(call, "data")) as [Response];
    await once(call, "end");
    return response;
  } finally {
    client.close();
  }
}

/** The services that a server says it has. */
export async function servicesOf(address: string): Promise<string[]> {
  const { services } = await ask(address, { listServices: "" });
  return services?.service.map(({ name }) => name) ?? [];
}

/** A FileDescriptorSet of a symbol and all that it needs, file by file from the server, dependencies first. */
export async function describedByServer(address: string, symbol: string): Promise<Buffer> {
  const files = new Map<string, FileDescriptorProto>();
  const collect = async (request: Request) => {
    const { files: answer } = await ask(address, request);
    for (const bytes of answer?.file ?? []) {
      const file = fromBinary(FileDescriptorProtoSchema, bytes);
      for (const name of file.dependency) if (!files.has(name)) await collect({ fileByFilename: name });
      files.set(file.name, file);
    }
  };
  await collect({ fileContainingSymbol: symbol });
  return Buffer.from(
    toBinary(FileDescriptorSetSchema, {
      $typeName: "google.protobuf.FileDescriptorSet",
      file: [...files.values()],
    }),
  );
}
