import { once } from "node:events";
import { type ClientHttp2Session, connect, constants } from "node:http2";
import { expect, onTestFinished, test } from "vitest";
import { ServerReflectionRequest, ServerReflectionResponse } from "../../gen/ts/grpc/reflection/v1/reflection.js";
import { FetchRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Broker } from "../../src/index.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { frame, rawCall } from "../helpers/raw-call.js";
import { reflect } from "../helpers/reflection.js";

const MIB = 1024 * 1024;
const FETCH = frame(FetchRequest.encode(FetchRequest.fromPartial({ topic: "orders" })).finish());

async function brokerWithRecords() {
  const broker = await testBroker({ maxPendingBytes: 4 * MIB, maxMessageBytes: 2 * MIB });
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const records = Array.from({ length: 16 }, () => ({ value: new Uint8Array(64 * 1024) }));
  await client.produce({ topic: "orders", records });
  return { broker, client };
}

/** A connection that takes no data, so that nothing of an answer but its head can be sent. */
function closedWindow({ address }: Broker): ClientHttp2Session {
  const session = connect(`http://${address}`, { settings: { initialWindowSize: 0 } });
  session.on("error", () => {});
  onTestFinished(() => session.destroy());
  return session;
}

test("answers that nobody reads are reset beyond the bound, and others are served", async () => {
  const { broker, client } = await brokerWithRecords();
  const session = closedWindow(broker);
  await once(session, "remoteSettings");
  const calls = 100;
  const reset: number[] = [];
  await new Promise<void>((resolve) => {
    for (let i = 0; i < calls; i++) {
      const call = rawCall(session, "Fetch");
      // An answer has three records of 64 KiB and a little, so 21 of them are within the bound of 4 MiB.
      call.on("close", () => reset.push(call.rstCode) === calls - 21 && resolve());
      call.end(FETCH);
    }
  });
  expect(new Set(reset)).toEqual(new Set([constants.NGHTTP2_ENHANCE_YOUR_CALM]));
  for (let i = 0; i < 50; i++) expect((await client.fetch({ topic: "orders" })).batch?.records).not.toEqual([]);
});

test("answers that are read count no more", async () => {
  const { client } = await brokerWithRecords();
  for (let round = 0; round < 20; round++) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.fetch({ topic: "orders" })));
    for (const { batch } of answers) expect(batch?.records).not.toEqual([]);
  }
});

test("answers of reflection that nobody reads count, one for each stream", async () => {
  const { broker } = await brokerWithRecords();
  const session = closedWindow(broker);
  await once(session, "remoteSettings");
  const request = frame(
    ServerReflectionRequest.encode(
      ServerReflectionRequest.fromPartial({ fileByFilename: "headwater/v1/broker_service.proto" }),
    ).finish(),
  );
  const [answer] = await reflect(broker.address, [{ fileByFilename: "headwater/v1/broker_service.proto" }]);
  const withinBound = Math.floor((4 * MIB) / ServerReflectionResponse.encode(answer!).finish().length);
  const calls = 2 * withinBound;
  let reset = 0;
  await new Promise<void>((resolve) => {
    for (let i = 0; i < calls; i++) {
      const call = rawCall(session, "Reflect", {
        ":path": "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
      });
      call.on("close", () => ++reset === calls - withinBound && resolve());
      // Each stream holds the first one; with all of them, a few streams would be beyond the bound.
      for (let j = 0; j < 20; j++) call.write(request);
    }
  });
  expect((await reflect(broker.address, [{ listServices: "" }]))[0]?.listServicesResponse).toBeDefined();
  expect(reset).toBe(calls - withinBound);
});
