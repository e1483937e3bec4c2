import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { Settings as Http2Settings } from "node:http2";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { CONNECTION_WINDOW_BYTES, STREAM_WINDOW_BYTES } from "../../src/grpc/http2/windows.js";
import { testClient } from "../helpers/broker.js";
import { BrokerProcess, MAIN } from "../helpers/process.js";
import { rawSession } from "../helpers/raw-call.js";
import { servicesOf } from "../helpers/reflection.js";
import { refusal } from "../helpers/refusal.js";

const project = fileURLToPath(new URL("../..", import.meta.url));
const bundle = join(project, "dist/headwater.cjs");

/** A folder for what V8 says of coverage, which names every script that a process loads. */
function coverageFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "headwater-coverage-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The scripts that it names, beside Node's own. */
function scriptsIn(folder: string): string[] {
  const scripts = readdirSync(folder).flatMap(
    (name) => (JSON.parse(readFileSync(join(folder, name), "utf8")) as { result: { url: string }[] }).result,
  );
  return scripts
    .filter(({ url }) => url.startsWith("file:"))
    .map(({ url }) => relative(project, fileURLToPath(url)).replaceAll(sep, "/"))
    .sort();
}

test("all of it is one file, whatever it is asked for", async () => {
  const coverage = coverageFolder();
  const broker = await BrokerProcess.start([], { NODE_V8_COVERAGE: coverage });
  const client = testClient(broker);
  expect((await client.listTopics({})).topics).toEqual([]);
  expect(await refusal(client.getTopic({ topic: "none" }))).toMatchObject({ reason: "TOPIC_NOT_FOUND" });
  expect(await servicesOf(broker.address)).toContain("headwater.v1.BrokerService");
  broker.child.kill("SIGTERM");
  expect(await broker.exit()).toMatchObject({ code: 0, stderr: "" });
  expect(scriptsIn(coverage)).toEqual(["dist/headwater.cjs", "dist/src/launch.cjs"]);
});

test("it is what `npm start` and `npx headwater` run", () => {
  const { bin, scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
    bin: { headwater: string };
    scripts: { start: string };
  };
  expect(join(project, bin.headwater)).toBe(MAIN);
  expect(scripts.start).toBe(`node ${bin.headwater}`);
});

test("V8 takes what was compiled of it when it was built", () => {
  const program = `
    const [bundle] = process.argv.slice(1);
    const cachedData = fs.readFileSync(bundle + ".cache");
    console.log(new vm.Script(fs.readFileSync(bundle, "latin1"), { filename: bundle, cachedData }).cachedDataRejected);
  `;
  expect(execFileSync(process.execPath, ["-e", program, bundle], { encoding: "utf8" }).trim()).toBe("false");
});

test("what the broker changes in the HTTP/2 server of grpc-js is changed in there too", async () => {
  const broker = await BrokerProcess.start(["--max-metadata-bytes", "5000"]);
  const session = rawSession(broker);
  const [settings] = (await once(session, "remoteSettings")) as [Http2Settings];
  expect(settings).toMatchObject({ maxHeaderListSize: 5000, initialWindowSize: STREAM_WINDOW_BYTES });
  await new Promise((resolve) => session.ping(resolve));
  expect(session.state.remoteWindowSize).toBe(CONNECTION_WINDOW_BYTES);
});

test("a program that starts a broker loads neither the command line nor pino nor reflection", () => {
  const coverage = coverageFolder();
  const program = `
    const { startBroker } = await import(${JSON.stringify(pathToFileURL(join(project, "dist/src/index.js")).href)});
    await (await startBroker({ grpcListen: "127.0.0.1:0" })).close();
  `;
  const env = { ...process.env, NODE_V8_COVERAGE: coverage };
  execFileSync(process.execPath, ["--input-type=module", "-e", program], { env });
  const loaded = scriptsIn(coverage);
  expect(loaded).toContain("dist/src/grpc/server.js");
  expect(loaded.filter((file) => /^dist\/src\/(cli|grpc\/descriptors)|\/(commander|pino)\//.test(file))).toEqual([]);
});
