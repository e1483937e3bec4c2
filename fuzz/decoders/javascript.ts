import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { loadSync, type MethodDefinition } from "@grpc/proto-loader";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Found } from "./records.js";
import { readAll } from "./stub.js";

const descriptors = () => readFileSync(fileURLToPath(new URL("../../gen/descriptors.binpb", import.meta.url)));

const methods = Object.values(BrokerServiceDefinition.methods);

/** The stub of ts-proto, in gen/ts. */
export function readWithTsProto(address: string): Promise<Found> {
  return readAll(address, (message) => {
    const { responseType } = methods.find(({ name }) => message.endsWith(`.${name}Response`))!;
    return (bytes) => responseType.decode(bytes);
  });
}

/** protobufjs, as every client of `@grpc/proto-loader` has it. */
export function readWithProtobufjs(address: string): Promise<Found> {
  const loaded = loadSync("headwater/v1/broker_service.proto", {
    includeDirs: [fileURLToPath(new URL("../../proto", import.meta.url))],
    longs: String,
    enums: String,
    defaults: true,
  });
  const service = loaded["headwater.v1.BrokerService"] as { [name: string]: MethodDefinition<object, object> };
  return readAll(address, (message) => {
    const { responseDeserialize } = service[message.replace(/^.*\.|Response$/g, "")]!;
    return (bytes) => responseDeserialize(Buffer.from(bytes));
  });
}

/** protobuf-es, as clients of Connect have it. */
export function readWithProtobufEs(address: string): Promise<Found> {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors()));
  return readAll(address, (message) => {
    const schema = registry.getMessage(message)!;
    return (bytes) => fromBinary(schema, bytes);
  });
}

/** Every answer to Fetch as its bytes, in order: those of all records without text, then those of all with it. */
export async function fetchResponses(address: string): Promise<readonly Uint8Array[]> {
  const responses: Uint8Array[] = [];
  await readAll(address, (message) => {
    const { responseType } = methods.find(({ name }) => message.endsWith(`.${name}Response`))!;
    return (bytes) => {
      if (message === "headwater.v1.FetchResponse") responses.push(Buffer.from(bytes));
      return responseType.decode(bytes);
    };
  });
  return responses;
}
