import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { finish } from "../interop/child.js";
import { buildGo, describeWith, root } from "../interop/toolchain.js";

const proto = join(root, "proto");

/** Compiles every file of the contract into a new folder; protoc must have nothing to say. */
async function compile(outputs: readonly string[], path = ""): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "headwater-protoc-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const files = (await readdir(join(proto, "headwater/v1"))).map((file) => `headwater/v1/${file}`);
  const options = outputs.map((output) => `${output}${output.endsWith("=") ? folder : ""}`);
  const env = { PATH: `${path}${delimiter}${process.env.PATH}` };
  const { code, stderr } = await finish("protoc", ["-I", proto, ...options, ...files], { env });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return folder;
}

const plugin = (name: string, command: string) => `--plugin=protoc-gen-${name}=/usr/bin/${command}`;

describeWith(["protoc"], "Debian's protoc compiles the contract", () => {
  test.each([
    [
      "Java",
      ["--java_out=", "--grpc-java_out=", plugin("grpc-java", "grpc_java_plugin")],
      {
        "com/headwater/v1/Record.java": "package com.headwater.v1;",
        "com/headwater/v1/BrokerServiceGrpc.java": "Stub",
      },
    ],
    [
      "C++",
      ["--cpp_out=", "--grpc-cpp_out=", plugin("grpc-cpp", "grpc_cpp_plugin")],
      { "headwater/v1/record.pb.h": "class Record", "headwater/v1/broker_service.grpc.pb.h": "class BrokerService" },
    ],
    [
      "Ruby",
      ["--ruby_out=", "--grpc-ruby_out=", plugin("grpc-ruby", "grpc_ruby_plugin")],
      {
        "headwater/v1/record_pb.rb": "module Headwater",
        "headwater/v1/broker_service_services_pb.rb": "class Service",
      },
    ],
    ["C#", ["--csharp_out="], { "Record.cs": "namespace Headwater.V1" }],
    [
      "PHP",
      ["--php_out=", "--grpc-php_out=", plugin("grpc-php", "grpc_php_plugin")],
      {
        "Headwater/V1/Record.php": "namespace Headwater\\V1;",
        "Headwater/V1/BrokerServiceClient.php": "class BrokerServiceClient",
      },
    ],
    ["Kotlin", ["--java_out=", "--kotlin_out="], { "com/headwater/v1/RecordKt.kt": "package com.headwater.v1" }],
    ["Python", ["--python_out=", "--pyi_out="], { "headwater/v1/record_pb2.pyi": "class Record" }],
  ])("for %s", async (_language, outputs, expected) => {
    const folder = await compile(outputs);
    for (const [file, text] of Object.entries(expected)) {
      expect(await readFile(join(folder, file), "utf8"), file).toContain(text);
    }
  });
});

describeWith(["protoc", "go"], "Go's plugins", () => {
  test("need no options to compile the contract", async () => {
    const plugins = ["google.golang.org/protobuf/cmd/protoc-gen-go", "google.golang.org/grpc/cmd/protoc-gen-go-grpc"];
    const [first] = await Promise.all(plugins.map((name) => buildGo("tools", name)));
    const folder = await compile(["--go_out=", "--go-grpc_out="], dirname(first!));
    for (const file of ["record.pb.go", "broker_service_grpc.pb.go"]) {
      const source = await readFile(join(folder, "headwater.example/go/headwater/v1", file), "utf8");
      expect(source).toContain("package headwaterv1");
    }
  });
});
