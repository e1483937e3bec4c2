import { once } from "node:events";
import http2, {
  type ClientHttp2Session,
  connect,
  constants,
  type Settings as Http2Settings,
  type ServerHttp2Session,
} from "node:http2";
import { connect as connectTcp, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { callHeaders, Flag, FrameType, http2Frame } from "../../fuzz/frames/http2.js";
import { GetTopicRequest, SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { endInTurnsOfTheirOwn } from "../../src/grpc/http2/session-end.js";
import { CONNECTION_WINDOW_BYTES, STREAM_WINDOW_BYTES } from "../../src/grpc/http2/windows.js";
import { type Broker, startBroker } from "../../src/index.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { LogLines } from "../helpers/log-lines.js";
import { frame, rawCall, rawSession } from "../helpers/raw-call.js";

const { NGHTTP2_CANCEL, NGHTTP2_ENHANCE_YOUR_CALM } = constants;

const PREFACE = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  // SETTINGS, with nothing in it.
  Buffer.from("000000040000000000", "hex"),
]);
/** A PING of eight zeros; its acknowledgement differs from it in the flag alone. */
const PING = Buffer.from("0000080600000000000000000000000000", "hex");
const PING_ACK = Buffer.from("0000080601000000000000000000000000", "hex");

/** A connection whose bytes the test writes itself. */
async function rawSocket({ port }: Broker): Promise<Socket> {
  const socket = connectTcp(port, "127.0.0.1").on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** Everything that the broker sends until it closes the connection. */
async function received(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(socket, "close");
  return Buffer.concat(chunks);
}

/** The error code of the last GOAWAY in what a server sent. */
function goawayCode(bytes: Buffer): number | undefined {
  let code: number | undefined;
  for (let pos = 0; pos + 9 <= bytes.length; pos += 9 + bytes.readUIntBE(pos, 3)) {
    if (bytes[pos + 3] === 7) code = bytes.readUInt32BE(pos + 13);
  }
  return code;
}

async function ping(session: ClientHttp2Session): Promise<void> {
  await new Promise<void>((resolve, reject) => session.ping((error) => (error ? reject(error) : resolve())));
}

describe("a connection that pings and gets no data", () => {
  test("is closed with ENHANCE_YOUR_CALM after a hundred pings, one after the other", async () => {
    const session = rawSession(await testBroker());
    await once(session, "connect");
    const goaway = once(session, "goaway");
    let answered = 0;
    await expect(
      (async () => {
        for (;;) {
          await ping(session);
          answered++;
        }
      })(),
    ).rejects.toThrow();
    expect((await goaway)[0]).toBe(NGHTTP2_ENHANCE_YOUR_CALM);
    expect(answered).toBeGreaterThanOrEqual(100);
    expect(answered).toBeLessThan(110);
  });

  test.each([2, 10, 100])("is closed just so where %i come at a time", async (together) => {
    const socket = await rawSocket(await testBroker());
    const all = received(socket);
    socket.write(PREFACE);
    const pings = Buffer.concat(Array.from({ length: together }, () => PING));
    let expected = 0;
    let acknowledged = 0;
    socket.on("data", (chunk: Buffer) => {
      for (let at = chunk.indexOf(PING_ACK); at >= 0; at = chunk.indexOf(PING_ACK, at + 17)) acknowledged++;
      if (acknowledged < expected || expected > 1000) return;
      expected += together;
      socket.write(pings);
    });
    expect(goawayCode(await all)).toBe(NGHTTP2_ENHANCE_YOUR_CALM);
    // It is closed in a turn of its own, in which those that came are still acknowledged.
    expect(expected).toBeLessThanOrEqual(400);
  });

  test("costs the others nothing", async () => {
    const broker = await testBroker();
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const socket = await rawSocket(broker);
    socket.write(PREFACE);
    socket.write(Buffer.concat(Array.from({ length: 500 }, () => PING)));
    await received(socket);
    expect((await client.getTopic({ topic: "orders" })).topic?.name).toBe("orders");
  });
});

test("a client that gets data may ping as often as it likes", async () => {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const session = rawSession(broker);
  const call = rawCall(session, "Subscribe");
  call.end(frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish()));
  await once(call, "response");
  call.resume();
  for (let i = 0; i < 100; i++) {
    await client.produce({ topic: "orders", records: [{ value: Buffer.from("x") }] });
    for (let j = 0; j < 5; j++) await ping(session);
  }
  expect(session.closed).toBe(false);
});

describe("a connection that opens calls and resets them at once", () => {
  test("is closed, and the others are served meanwhile", async () => {
    const broker = await testBroker();
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const request = frame(GetTopicRequest.encode({ topic: "orders" }).finish());
    const session = rawSession(broker);
    await once(session, "connect");
    const over = Promise.race([once(session, "goaway"), once(session, "close")]);
    let isOver = false;
    over.then(() => {
      isOver = true;
    });
    let opened = 0;
    let slowestMs = 0;
    while (!isOver && opened < 100_000) {
      for (let i = 0; i < 100 && !session.closed && !session.destroyed; i++, opened++) {
        rawCall(session, "GetTopic").end(request).close(NGHTTP2_CANCEL);
      }
      const before = performance.now();
      await client.getTopic({ topic: "orders" });
      slowestMs = Math.max(slowestMs, performance.now() - before);
    }
    expect(isOver).toBe(true);
    expect(opened).toBeLessThan(20_000);
    expect(slowestMs).toBeLessThan(1000);
    expect((await client.getTopic({ topic: "orders" })).topic?.name).toBe("orders");
  });
});

test("a connection that opens calls and resets them at once, whatever it is told, is closed", async () => {
  const log = new LogLines();
  const socket = await rawSocket(await testBroker({ logger: log.logger }));
  socket.resume();
  socket.write(PREFACE);
  let id = 1;
  while (!socket.destroyed) {
    const frames: Buffer[] = [];
    for (let i = 0; i < 100; i++, id += 2) {
      frames.push(callHeaders(id, "/headwater.v1.BrokerService/ListTopics"));
      frames.push(http2Frame(FrameType.RstStream, 0, id, Buffer.from([0, 0, 0, NGHTTP2_CANCEL])));
    }
    await new Promise((resolve) => socket.write(Buffer.concat(frames), resolve));
  }
  expect(log.all.filter(({ msg }) => msg.includes("closed"))).toMatchObject([
    {
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      msg: expect.stringContaining("resets them as it opens them"),
    },
  ]);
});

describe("a session that is ended while frames are received", () => {
  const GOAWAY = http2Frame(FrameType.Goaway, 0, 0, Buffer.alloc(8));
  const call = (id: number) => [
    callHeaders(id, "/headwater.v1.BrokerService/ListTopics"),
    http2Frame(FrameType.Data, Flag.EndStream, id, frame(Buffer.alloc(0))),
  ];

  /** The types of the frames of a stream, in what a server sent. */
  function frameTypes(bytes: Buffer, streamId: number): number[] {
    const types: number[] = [];
    for (let pos = 0; pos + 9 <= bytes.length; pos += 9 + bytes.readUIntBE(pos, 3)) {
      if (bytes.readUInt32BE(pos + 5) === streamId) types.push(bytes[pos + 3]!);
    }
    return types;
  }

  test("by the client's GOAWAY, answers the calls that come with it and then closes", async () => {
    const socket = await rawSocket(await testBroker());
    const all = received(socket);
    socket.write(Buffer.concat([PREFACE, ...call(1), GOAWAY, ...call(3), ...call(5)]));
    const bytes = await all;
    for (const id of [1, 3, 5]) {
      expect(frameTypes(bytes, id)).toEqual([FrameType.Headers, FrameType.Data, FrameType.Headers]);
    }
    expect(goawayCode(bytes)).toBe(constants.NGHTTP2_NO_ERROR);
  });

  test("by the broker, ends in the next turn", async () => {
    const server = http2.createServer();
    let socket: Socket;
    server.prependListener("connection", (opened: Socket) => {
      socket = opened;
    });
    server.on("session", (session) => endInTurnsOfTheirOwn(session, socket));
    onTestFinished(() => void server.close());
    const sessions = once(server, "session");
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connect(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
    const connected = once(client, "connect");
    const closed = once(client, "close");
    const [session] = (await sessions) as [ServerHttp2Session];
    await connected;
    const ended = new Promise<boolean[]>((resolve) => {
      session.once("ping", () => {
        session.close();
        session.destroy();
        const atOnce = [session.closed, session.destroyed];
        setImmediate(() => resolve([...atOnce, session.destroyed]));
      });
    });
    client.ping(() => {});
    expect(await ended).toEqual([false, false, true]);
    await closed;
  });
});

describe("a connection that says nothing", () => {
  const keepalive = { keepaliveTimeMs: 100, keepaliveTimeoutMs: 100 };

  test("not even that it speaks HTTP/2, is closed by keepalive", async () => {
    await received(await rawSocket(await testBroker(keepalive)));
  });

  test("after its first words, is closed by keepalive", async () => {
    const socket = await rawSocket(await testBroker(keepalive));
    socket.write(PREFACE);
    await received(socket);
  });

  test("but answers pings, stays", async () => {
    const session = rawSession(await testBroker(keepalive));
    await once(session, "connect");
    for (let i = 0; i < 3; i++) await once(session, "ping");
    expect(session.closed).toBe(false);
  });
});

describe("what the broker changes in the HTTP/2 server that grpc-js makes", () => {
  async function settingsOf(address: string): Promise<Http2Settings> {
    const session = connect(`http://${address}`);
    onTestFinished(() => session.destroy());
    const [settings] = (await once(session, "remoteSettings")) as [Http2Settings];
    return settings;
  }

  test("is told to clients: the metadata that it takes, and how many calls of one connection", async () => {
    const broker = await testBroker({ maxMetadataBytes: 5000, maxStreamsPerConnection: 7 });
    expect(await settingsOf(broker.address)).toMatchObject({ maxHeaderListSize: 5000, maxConcurrentStreams: 7 });
  });

  test("is each broker's own, where several start at once", async () => {
    const sizes = [2000, 3000, 4000, 5000];
    const brokers = await Promise.all(sizes.map((maxMetadataBytes) => testBroker({ maxMetadataBytes })));
    const told = await Promise.all(brokers.map(({ address }) => settingsOf(address)));
    expect(told.map(({ maxHeaderListSize }) => maxHeaderListSize)).toEqual(sizes);
  });

  test("lets clients send ahead by wider windows than HTTP/2's own", async () => {
    const session = rawSession(await testBroker());
    const [{ initialWindowSize }] = (await once(session, "remoteSettings")) as [Http2Settings];
    // The connection's window is told beside the settings, and so is here once a ping is answered.
    await new Promise((resolve) => session.ping(resolve));
    expect([initialWindowSize, session.state.remoteWindowSize]).toEqual([STREAM_WINDOW_BYTES, CONNECTION_WINDOW_BYTES]);
  });

  test("leaves the other HTTP/2 servers of the process alone, whenever they are made", async () => {
    const starting = startBroker({ grpcListen: "127.0.0.1:0", maxMetadataBytes: 5000, maxConnections: 3 });
    const during = http2.createServer();
    const broker = await starting;
    onTestFinished(() => broker.close());
    const after = http2.createServer();
    for (const server of [during, after]) {
      server.listen(0, "127.0.0.1");
      onTestFinished(() => void server.close());
      await once(server, "listening");
      expect(server.maxConnections).toBeUndefined();
      expect(server.listenerCount("session")).toBe(0);
      const { port } = server.address() as { port: number };
      expect((await settingsOf(`127.0.0.1:${port}`)).maxHeaderListSize).not.toBe(5000);
    }
  });
});
