import { once } from "node:events";
import { constants, createServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { HeadwaterError } from "../../src/client/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";

const CUTS = {
  INTERNAL: (stream: ServerHttp2Stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  UNKNOWN: (stream: ServerHttp2Stream) => {
    stream.respond({ ":status": 500 });
    stream.end();
  },
};

test.each(["INTERNAL", "UNKNOWN"] as const)("a member whose stream a proxy cuts with %s joins again", async (code) => {
  const proxy = createServer();
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const sessions = new Set<ServerHttp2Session>();
  proxy.on("session", (session) => sessions.add(session));
  const address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const retries: HeadwaterError[] = [];
  const consumer = testHeadwater({ address }).consumer({
    topics: ["orders"],
    group: "billing",
    backoff: { initialDelayMs: 1 },
    onRetry: (error) => retries.push(error),
  });
  const joined = consumer.ready();
  const [stream] = (await once(proxy, "stream")) as [ServerHttp2Stream];
  stream.on("error", () => {});
  CUTS[code](stream);
  proxy.close();
  for (const session of sessions) session.close();
  await once(proxy, "close");
  await testBroker({ grpcListen: address, autoCreateTopics: true });
  await joined;
  expect(retries[0]).toMatchObject({ code, reason: undefined });
});
