import { once } from "node:events";
import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import {
  Acks,
  ProduceStreamRequest,
  ProduceStreamResponse,
  type ProduceStreamResponse as Response,
} from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { frame, messagesOf, rawCall, rawSession } from "../helpers/raw-call.js";
import { Requests } from "../helpers/requests.js";
import { withValues } from "../helpers/values.js";

async function brokerWithTopic() {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders", config: { maxRecordBytes: 1000 } });
  return { broker, client };
}

const to = (topic: string, ...texts: string[]) => ({ produce: { topic, records: withValues(...texts) } });
const appended = (baseOffset: bigint, count: number) => ({
  appended: { runs: [{ partition: 0, baseOffset, count }] },
});

async function all(answers: AsyncIterable<Response>): Promise<Response[]> {
  const list: Response[] = [];
  for await (const answer of answers) list.push(answer);
  return list;
}

describe("ProduceStream", () => {
  test("answers each request before the next is sent", async () => {
    const { client } = await brokerWithTopic();
    const requests = new Requests();
    const answers = client.produceStream(requests)[Symbol.asyncIterator]();
    for (let i = 0; i < 3; i++) {
      requests.send(to("orders", "a"));
      expect((await answers.next()).value).toMatchObject(appended(BigInt(i), 1));
    }
    requests.end();
    expect((await answers.next()).done).toBe(true);
  });

  test("answers come in request order, one for each, and the half close ends the stream with OK", async () => {
    const { client } = await brokerWithTopic();
    const requests = new Requests();
    const counts = Array.from({ length: 500 }, (_, i) => 1 + (i % 3));
    for (const count of counts) requests.send(to("orders", ...Array.from({ length: count }, () => "x")));
    requests.end();
    const answers = await all(client.produceStream(requests));
    let offset = 0n;
    const expected = counts.map((count) => {
      const answer = appended(offset, count);
      offset += BigInt(count);
      return answer;
    });
    expect(answers).toMatchObject(expected);
    expect(answers).toHaveLength(500);
  });

  test("a refused request is answered in place, has written nothing, and the stream goes on", async () => {
    const { client } = await brokerWithTopic();
    const requests = new Requests();
    requests.send(
      to("orders", "a"),
      to("nowhere", "b"),
      to("orders"),
      to("orders", "c", "x".repeat(2000)),
      { produce: { topic: "orders", partition: 0, expectedOffset: 7n, records: withValues("d") } },
      { produce: { topic: "orders", acks: 9 as Acks, records: withValues("d") } },
      {},
      to("orders", "e"),
    );
    requests.end();
    expect(await all(client.produceStream(requests))).toMatchObject([
      appended(0n, 1),
      { error: { code: Status.NOT_FOUND, reason: "TOPIC_NOT_FOUND", message: expect.stringContaining("nowhere") } },
      { error: { code: Status.INVALID_ARGUMENT, reason: "INVALID_FIELD" } },
      { error: { code: Status.INVALID_ARGUMENT, reason: "RECORD_TOO_LARGE" } },
      { error: { code: Status.ABORTED, reason: "UNEXPECTED_OFFSET" } },
      { error: { code: Status.INVALID_ARGUMENT, reason: "INVALID_FIELD" } },
      { error: { code: Status.INVALID_ARGUMENT, reason: "INVALID_FIELD" } },
      appended(1n, 1),
    ]);
    const { batch } = await client.fetch({ topic: "orders" });
    expect(batch?.records.map(({ value }) => Buffer.from(value!).toString())).toEqual(["a", "e"]);
  });

  test("ACKS_NONE is answered too, with nothing in it", async () => {
    const { client } = await brokerWithTopic();
    const requests = new Requests();
    requests.send(
      { produce: { topic: "nowhere", acks: Acks.ACKS_NONE, records: withValues("a") } },
      { produce: { topic: "orders", acks: Acks.ACKS_NONE, records: withValues("a") } },
      to("orders", "b"),
    );
    requests.end();
    expect(await all(client.produceStream(requests))).toMatchObject([
      { appended: { runs: [] } },
      { appended: { runs: [] } },
      appended(1n, 1),
    ]);
  });

  test.each([3, 12])(
    "a last message that is cut after %s bytes is refused, after the answers before it",
    async (bytes) => {
      const { broker } = await brokerWithTopic();
      const call = rawCall(rawSession(broker), "ProduceStream");
      const good = frame(ProduceStreamRequest.encode(ProduceStreamRequest.fromPartial(to("orders", "a"))).finish());
      call.end(Buffer.concat([good, good.subarray(0, bytes)]));
      const answers: Response[] = [];
      for await (const message of messagesOf(call)) answers.push(ProduceStreamResponse.decode(message));
      expect(answers).toMatchObject([
        appended(0n, 1),
        {
          error: {
            code: Status.INVALID_ARGUMENT,
            reason: "INVALID_FIELD",
            message: expect.stringContaining("ends in the middle"),
          },
        },
      ]);
    },
  );

  test("a malformed message is answered in place, and the stream goes on", async () => {
    const { broker } = await brokerWithTopic();
    const call = rawCall(rawSession(broker), "ProduceStream");
    const good = frame(ProduceStreamRequest.encode(ProduceStreamRequest.fromPartial(to("orders", "a"))).finish());
    const malformed = ["0a0a61", "0a020a05", "ffffffffffffffffffff01"].map((hex) => frame(Buffer.from(hex, "hex")));
    call.end(Buffer.concat([good, ...malformed, good]));
    const ended = once(call, "trailers");
    const answers: Response[] = [];
    for await (const bytes of messagesOf(call)) answers.push(ProduceStreamResponse.decode(bytes));
    const [trailers] = await ended;
    expect(trailers).toMatchObject({ "grpc-status": "0" });
    expect(answers).toMatchObject([
      appended(0n, 1),
      ...malformed.map(() => ({ error: { code: Status.INVALID_ARGUMENT, reason: "INVALID_FIELD" } })),
      appended(1n, 1),
    ]);
  });

  test("what was sent before the client left is in the log, and the broker serves on", async () => {
    const { client } = await brokerWithTopic();
    const requests = new Requests();
    const leave = new AbortController();
    const answers = client.produceStream(requests, { signal: leave.signal })[Symbol.asyncIterator]();
    requests.send(to("orders", "a"));
    await answers.next();
    leave.abort();
    await expect(answers.next()).rejects.toThrow("abort");
    const { runs } = await client.produce(to("orders", "b").produce);
    expect(runs).toEqual([{ partition: 0, baseOffset: 1n, count: 1 }]);
  });
});
