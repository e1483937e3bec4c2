import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type ClientHttp2Session, connect, constants, type Settings as Http2Settings } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ServerCredentials } from "@grpc/grpc-js";
import { ChannelCredentials, createChannel, createClientFactory, Status } from "nice-grpc";
import { errorDetailsClientMiddleware } from "nice-grpc-error-details";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { CONNECTION_WINDOW_BYTES, STREAM_WINDOW_BYTES } from "../../src/grpc/http2/windows.js";
import type { Settings } from "../../src/settings.js";
import { observedServer } from "../helpers/observed-engine.js";
import { rawCall, rawRefusal } from "../helpers/raw-call.js";
import { Subscriber } from "../helpers/subscriber.js";
import { withValues } from "../helpers/values.js";

let key: Buffer;
let certificate: Buffer;

/** A certificate that signs itself, for localhost, made for these tests. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "headwater-tls-"));
  const [keyFile, certificateFile] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost";
  const names = ["-addext", "subjectAltName=DNS:localhost"];
  await promisify(execFile)("openssl", [...request.split(" "), ...names, "-keyout", keyFile, "-out", certificateFile]);
  [key, certificate] = await Promise.all([readFile(keyFile), readFile(certificateFile)]);
  await rm(folder, { recursive: true });
});

async function tlsServer(settings: Partial<Settings> = {}) {
  const credentials = ServerCredentials.createSsl(null, [{ private_key: key, cert_chain: certificate }]);
  const { address, engine } = await observedServer({ settings, credentials });
  const server = address.replace("127.0.0.1", "localhost");
  const channel = createChannel(server, ChannelCredentials.createSsl(certificate));
  onTestFinished(() => channel.close());
  const client = createClientFactory().use(errorDetailsClientMiddleware).create(BrokerServiceDefinition, channel);
  return { server, engine, client };
}

function tlsSession(server: string): ClientHttp2Session {
  const session = connect(`https://${server}`, { ca: certificate });
  session.on("error", () => {});
  onTestFinished(() => session.destroy());
  return session;
}

describe("over TLS", () => {
  test("calls, streams and members are served", async () => {
    const { client } = await tlsServer();
    await client.createTopic({ topic: "orders" });
    await client.produce({ topic: "orders", records: withValues("a", "b") });
    expect(await new Subscriber(client, { topics: ["orders"] }).records(2)).toHaveLength(2);
    const member = new Subscriber(client, { topics: ["orders"], group: "g" });
    expect((await member.next()).assigned?.partitions).toHaveLength(1);
    expect(await member.records(2)).toHaveLength(2);
  });

  test("windows, metadata and streams of a connection have the same bounds", async () => {
    const { server } = await tlsServer({ maxMetadataBytes: 5000, maxStreamsPerConnection: 7 });
    const session = tlsSession(server);
    const [settings] = (await once(session, "remoteSettings")) as [Http2Settings];
    expect(settings).toMatchObject({
      maxHeaderListSize: 5000,
      maxConcurrentStreams: 7,
      initialWindowSize: STREAM_WINDOW_BYTES,
    });
    await new Promise((resolve) => session.ping(resolve));
    expect(session.state.remoteWindowSize).toBe(CONNECTION_WINDOW_BYTES);
  });

  test("incomplete requests are bounded", async () => {
    const { server } = await tlsServer({
      maxPendingBytes: 2 ** 20,
      maxMessageBytes: 2 ** 20,
      defaultMaxRecordBytes: 1000,
    });
    const call = rawCall(tlsSession(server), "Produce");
    const head = Buffer.alloc(5);
    head.writeUInt32BE(2 ** 20, 1);
    call.write(Buffer.concat([head, Buffer.alloc(2 ** 20 - 4)]));
    expect(await rawRefusal(call)).toMatchObject({ code: Status.RESOURCE_EXHAUSTED, reason: "LIMIT_REACHED" });
  });

  test("a connection that pings for nothing is closed", async () => {
    const { server } = await tlsServer();
    const session = tlsSession(server);
    await once(session, "connect");
    const goaway = new Promise((resolve) => session.once("goaway", resolve));
    const pings = async () => {
      while (!session.destroyed) await new Promise((resolve) => session.ping(resolve));
    };
    await pings().catch(() => {});
    expect(await goaway).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  });
});
