import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { credentials } from "@grpc/grpc-js";
import { GrpcReflection } from "grpc-js-reflection-client";
import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import type { ServerReflectionRequest, ServerReflectionResponse } from "../../gen/ts/grpc/reflection/v1/reflection.js";
import type { Broker } from "../../src/index.js";
import { testBroker } from "../helpers/broker.js";
import { DynamicClient, LOADER_OPTIONS } from "../helpers/dynamic-client.js";
import { frame, rawRefusal, rawSession } from "../helpers/raw-call.js";
import { REFLECTION_VERSIONS, reflect } from "../helpers/reflection.js";
import { invalidField, refusal } from "../helpers/refusal.js";

type Request = Partial<ServerReflectionRequest>;

function namesOf({ fileDescriptorResponse }: ServerReflectionResponse): string[] {
  const files = fileDescriptorResponse?.fileDescriptorProto ?? [];
  return files.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
}

describe.each(REFLECTION_VERSIONS)("%s", (version) => {
  const ask = async (request: Request, broker?: Broker) =>
    (await reflect((broker ?? (await testBroker())).address, [request], version))[0]!;

  test("lists all services, itself in both versions among them", async () => {
    const { listServicesResponse } = await ask({ listServices: "*" });
    expect(listServicesResponse?.service.map(({ name }) => name)).toEqual([
      "grpc.health.v1.Health",
      "grpc.reflection.v1.ServerReflection",
      "grpc.reflection.v1alpha.ServerReflection",
      "headwater.v1.BrokerService",
    ]);
  });

  test("describes every service that it lists", async () => {
    const broker = await testBroker();
    const { listServicesResponse } = await ask({ listServices: "" }, broker);
    for (const { name } of listServicesResponse!.service) {
      const [bytes] = (await ask({ fileContainingSymbol: name }, broker)).fileDescriptorResponse!.fileDescriptorProto;
      const file = fromBinary(FileDescriptorProtoSchema, bytes!);
      expect(file.service.map((service) => `${file.package}.${service.name}`)).toContain(name);
    }
  });

  test.each([
    ["a service", "headwater.v1.BrokerService", "headwater/v1/broker_service.proto"],
    ["a method", "headwater.v1.BrokerService.Produce", "headwater/v1/broker_service.proto"],
    ["a message", "headwater.v1.Record", "headwater/v1/record.proto"],
    ["a field", "headwater.v1.Record.key", "headwater/v1/record.proto"],
    ["a oneof", "headwater.v1.SubscribeResponse.event", "headwater/v1/broker_service.proto"],
    ["a field of a oneof", "headwater.v1.Position.tail", "headwater/v1/record.proto"],
    ["an enum", "headwater.v1.ErrorReason", "headwater/v1/error.proto"],
    ["an enum's value, beside the enum", "headwater.v1.ERROR_REASON_LOG_FULL", "headwater/v1/error.proto"],
    ["an enum's value, in the enum", "headwater.v1.ErrorReason.ERROR_REASON_LOG_FULL", "headwater/v1/error.proto"],
    ["a nested enum", "grpc.health.v1.HealthCheckResponse.ServingStatus", "grpc/health/v1/health.proto"],
    ["a nested enum's value", "grpc.health.v1.HealthCheckResponse.SERVING", "grpc/health/v1/health.proto"],
    ["a map's entry", "headwater.v1.ProduceError.MetadataEntry", "headwater/v1/broker_service.proto"],
    ["a nested message's field", "google.rpc.BadRequest.FieldViolation.field", "google/rpc/error_details.proto"],
    ["a type of google.protobuf", "google.protobuf.Duration", "google/protobuf/duration.proto"],
  ])("finds %s", async (_what, symbol, file) => {
    const request = { host: "broker.test", fileContainingSymbol: symbol };
    const response = await ask(request);
    expect(namesOf(response)[0]).toBe(file);
    expect(response).toMatchObject({ validHost: "broker.test", originalRequest: request });
  });

  test.each([
    ["headwater.v1.Nothing"],
    ["headwater.v1.Record.nothing"],
    ["headwater.v1"],
    ["key"],
    [""],
    ["constructor"],
  ])("does not find the symbol %j", async (symbol) => {
    const request = { host: "broker.test", fileContainingSymbol: symbol };
    expect(await ask(request)).toMatchObject({
      validHost: "broker.test",
      originalRequest: request,
      errorResponse: { errorCode: Status.NOT_FOUND, errorMessage: `symbol ${symbol} is not known here` },
    });
  });

  test("sends a file with what it imports, each once on a stream unless it is asked for", async () => {
    const { address } = await testBroker();
    const broker = { fileByFilename: "headwater/v1/broker_service.proto" };
    const topic = { fileByFilename: "headwater/v1/topic.proto" };
    const [all, again, one] = await reflect(address, [broker, broker, topic], version);
    expect(namesOf(all!)[0]).toBe("headwater/v1/broker_service.proto");
    expect(namesOf(all!).sort()).toEqual([
      "google/protobuf/duration.proto",
      "headwater/v1/broker_service.proto",
      "headwater/v1/group.proto",
      "headwater/v1/record.proto",
      "headwater/v1/topic.proto",
    ]);
    expect(namesOf(again!)).toEqual(["headwater/v1/broker_service.proto"]);
    expect(namesOf(one!)).toEqual(["headwater/v1/topic.proto"]);
  });

  test("files have the comments", async () => {
    const [bytes] = (await ask({ fileContainingSymbol: "headwater.v1.BrokerService" })).fileDescriptorResponse!
      .fileDescriptorProto;
    const { sourceCodeInfo } = fromBinary(FileDescriptorProtoSchema, bytes!);
    const comments = sourceCodeInfo?.location.map(({ leadingComments }) => leadingComments);
    expect(comments).toContain(" Appends the records, all or none.\n");
  });

  test.each<[string, Request, Partial<ServerReflectionResponse>]>([
    [
      "a file that is not there",
      { fileByFilename: "nowhere.proto" },
      { errorResponse: { errorCode: Status.NOT_FOUND, errorMessage: "file nowhere.proto is not known here" } },
    ],
    [
      "an extension",
      { fileContainingExtension: { containingType: "headwater.v1.Record", extensionNumber: 100 } },
      {
        errorResponse: {
          errorCode: Status.NOT_FOUND,
          errorMessage: "extension 100 of headwater.v1.Record is not known here",
        },
      },
    ],
    [
      "the extensions of a message",
      { allExtensionNumbersOfType: "headwater.v1.Record" },
      { allExtensionNumbersResponse: { baseTypeName: "headwater.v1.Record", extensionNumber: [] } },
    ],
    [
      "the extensions of what is no message",
      { allExtensionNumbersOfType: "headwater.v1.Record.key" },
      {
        errorResponse: {
          errorCode: Status.NOT_FOUND,
          errorMessage: "message type headwater.v1.Record.key is not known here",
        },
      },
    ],
    [
      "nothing",
      {},
      {
        errorResponse: {
          errorCode: Status.INVALID_ARGUMENT,
          errorMessage: "message_request is not set: say what to look for",
        },
      },
    ],
  ])("answers a request for %s", async (_what, request, answer) => {
    const asked = { host: "h", ...request };
    expect(await ask(asked)).toMatchObject({ validHost: "h", originalRequest: asked, ...answer });
  });

  test("refuses what is longer than a name", async () => {
    const { address } = await testBroker();
    expect(await refusal(reflect(address, [{ fileContainingSymbol: "x".repeat(2_000_000) }], version))).toMatchObject(
      invalidField("file_containing_symbol"),
    );
  });

  test("refuses what is no request", async () => {
    const call = rawSession(await testBroker()).request({
      ":method": "POST",
      ":path": `/${version}/ServerReflectionInfo`,
      "content-type": "application/grpc",
      te: "trailers",
    });
    call.end(frame(Buffer.from("22ffffffff0f", "hex")));
    expect(await rawRefusal(call)).toMatchObject(invalidField(""));
  });

  test("grpc-js-reflection-client makes a client that calls", async () => {
    const { address } = await testBroker();
    const [name] = version.split(".").slice(-2);
    const reflection = new GrpcReflection(address, credentials.createInsecure(), {}, name!);
    expect(await reflection.listServices()).toContain("headwater.v1.BrokerService");
    const descriptor = await reflection.getDescriptorBySymbol("headwater.v1.BrokerService");
    const client = new DynamicClient(
      { address },
      descriptor.getPackageDefinition(LOADER_OPTIONS),
      "headwater.v1.BrokerService",
    );
    expect(await client.call("CreateTopic", { topic: "orders" })).toMatchObject({ topic: { name: "orders" } });
  });
});
