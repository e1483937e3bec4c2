import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http2";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { Status } from "nice-grpc";
import { expect, onTestFinished, test } from "vitest";
import { GetTopicRequest, SubscribeRequest, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { correctTimeout } from "../../src/grpc/http2/timeouts.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { frame, messagesOf, rawCall, rawRefusal, rawSession } from "../helpers/raw-call.js";

test("a timeout of more than a timer can run is none, in every unit, and a shorter one stays", async () => {
  const server = createServer();
  server.on("stream", correctTimeout);
  const seen: (string | undefined)[] = [];
  server.on("stream", (stream, headers: IncomingHttpHeaders) => {
    seen.push(headers["grpc-timeout"] as string | undefined);
    stream.respond({}, { endStream: true });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const session = rawSession({ address: `127.0.0.1:${(server.address() as AddressInfo).port}` });
  const kept = ["596H", "35791M", "2147483S", "99999999m", "99999999u", "99999999n", "0m", "1S"];
  const taken = ["597H", "600H", "1200H", "99999999H", "35792M", "99999999M", "2147484S", "4294972S", "99999999S"];
  for (const timeout of [...kept, ...taken]) {
    await once(rawCall(session, "Subscribe", { "grpc-timeout": timeout }).resume(), "close");
  }
  expect(seen).toEqual([...kept, ...taken.map(() => undefined)]);
});

test.each(["600H", "4294972S", "99999999H"])("a stream with a timeout of %s goes on", async (timeout) => {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const call = rawCall(rawSession(broker), "Subscribe", { "grpc-timeout": timeout });
  call.end(frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish()));
  let records = 0;
  for await (const message of messagesOf(call)) {
    records += SubscribeResponse.decode(message).batch?.records.length ?? 0;
    if (records === 20) return;
    await client.produce({ topic: "orders", records: [{}] });
  }
  throw new Error("the stream ended");
});

test.each(["", "x", "1", "S", "123456789S", "-1S", "1 S", "1.5S", "1D", "1S, 1S"])(
  "a timeout of %j is refused, whatever grpc-js makes of it",
  async (timeout) => {
    const broker = await testBroker();
    await testClient(broker).createTopic({ topic: "orders" });
    const call = rawCall(rawSession(broker), "GetTopic", { "grpc-timeout": timeout });
    call.end(frame(GetTopicRequest.encode({ topic: "orders" }).finish()));
    expect(await rawRefusal(call)).toMatchObject({
      code: Status.INVALID_ARGUMENT,
      reason: "INVALID_FIELD",
      fields: ["grpc-timeout"],
    });
  },
);

test("a message that can't be decompressed is the client's fault, not a bug", async () => {
  const broker = await testBroker();
  const message = frame(gzipSync("").subarray(0, 12));
  message[0] = 1;
  const call = rawCall(rawSession(broker), "GetTopic", { "grpc-encoding": "gzip" });
  call.end(message);
  expect(await rawRefusal(call)).toMatchObject({ code: Status.INVALID_ARGUMENT, reason: "INVALID_FIELD" });
});
