import { describe, expect, test } from "vitest";
import { APIS } from "../../gen/kafka/apis.js";
import { ErrorCode } from "../../src/kafka/errors.js";
import { decodeBatch } from "../../src/kafka-protocol/batch-decoder.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { batchOf, kafkaBatch } from "../helpers/kafka-batch.js";
import { KafkaClient } from "../helpers/kafka-client.js";

async function open(options: Parameters<typeof testBroker>[0] = {}) {
  const broker = await testBroker({ kafkaListen: "127.0.0.1:0", ...options });
  return { broker, client: await KafkaClient.open(broker), grpc: testClient(broker) };
}

const produceOf = (topic: string, records: Buffer | null, more: object = {}) => ({
  acks: -1,
  timeoutMs: 1000,
  topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
  ...more,
});

const fetchOf = (topic: string, fetchOffset: number, more: object = {}) => ({
  maxWaitMs: 0,
  minBytes: 1,
  maxBytes: 1_000_000,
  topics: [{ topic, partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }] }],
  ...more,
});

/** The values of the records in a Fetch's first partition. */
function valuesOf(answer: { responses: { partitions: { records: Buffer }[] }[] }): string[] {
  const { records } = answer.responses[0]!.partitions[0]!;
  if (records.length === 0) return [];
  const { bytes, spans, count } = decodeBatch(records, 0, 1_000_000);
  return Array.from({ length: count }, (_, i) =>
    Buffer.from(bytes.subarray(spans[2 * i], spans[2 * i + 1])).toString(),
  );
}

describe("what is served", () => {
  test("is told with its versions, and each of them is answered", async () => {
    const { client } = await open();
    const { apiKeys, errorCode } = await client.call("ApiVersions", 4);
    expect(errorCode).toBe(0);
    const names = new Map<number, keyof typeof APIS>(
      Object.entries(APIS).map(([name, { key }]) => [key, name as keyof typeof APIS]),
    );
    expect(apiKeys.map(({ apiKey }: { apiKey: number }) => names.get(apiKey))).toContain("IncrementalAlterConfigs");
    for (const { apiKey, minVersion, maxVersion } of apiKeys) {
      const name = names.get(apiKey)!;
      // With acks 0, which is the default of the codec, nothing is answered.
      if (name === "Produce") continue;
      for (let version = minVersion; version <= maxVersion; version++) await client.call(name, version);
    }
  });

  test("in a version that is not known is told in version 0", async () => {
    const { client } = await open();
    await client.send("ApiVersions", 9, {});
    const answer = await client.answer("ApiVersions", 0);
    expect(answer).toMatchObject({
      errorCode: ErrorCode.UNSUPPORTED_VERSION,
      apiKeys: [{ apiKey: 18, maxVersion: 4 }],
    });
    expect((await client.call("ApiVersions", 3)).errorCode).toBe(0);
  });

  test.each([
    ["a call that is not served", Buffer.from([0, 24, 0, 0, 0, 0, 0, 1, 0, 0])],
    ["a call that there is not", Buffer.from([0x7f, 0xff, 0, 0, 0, 0, 0, 1, 0, 0])],
    ["a version that is not served", Buffer.from([0, 3, 0, 99, 0, 0, 0, 1, 0, 0])],
    ["a request that ends too early", Buffer.from([0, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0])],
    ["a request without client id", Buffer.from([0, 3, 0, 1, 0, 0, 0, 1])],
  ])("%s closes the connection, and no other", async (_, frame) => {
    const { broker, client } = await open();
    const other = await KafkaClient.open(broker);
    client.sendFrame(frame);
    expect(await client.frame()).toBeUndefined();
    expect((await other.call("ApiVersions", 0)).errorCode).toBe(0);
  });

  test.each([
    ["negative", [0xff, 0xff, 0xff, 0xff]],
    ["too small", [0, 0, 0, 7]],
    ["that of another protocol", [...Buffer.from("GET / HTTP/1.1\r\n\r\n")]],
  ])("a length that is %s closes the connection", async (_, bytes) => {
    const { client } = await open();
    client.socket.write(Buffer.from(bytes));
    await client.closed();
  });

  test("requests that come in pieces, or many at once, are answered in order", async () => {
    const { client } = await open();
    const frame = (id: number) => Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, id, 0, 0]);
    for (const byte of frame(1)) client.socket.write(Buffer.from([byte]));
    client.socket.write(Buffer.concat([frame(2), frame(3), frame(4).subarray(0, 6)]));
    client.socket.write(frame(4).subarray(6));
    for (const id of [1, 2, 3, 4]) expect((await client.frame())!.readInt32BE(0)).toBe(id);
  });
});

describe("where the broker is", () => {
  const brokersOf = async (options: object) => {
    const { broker, client } = await open(options);
    const port = Number(broker.kafkaAddress!.split(":")[1]);
    const { brokers } = await client.call("Metadata", 12, { topics: [] });
    const { coordinators } = await client.call("FindCoordinator", 4, { coordinatorKeys: ["g"] });
    const { brokers: described } = await client.call("DescribeCluster", 0);
    expect([coordinators[0], described[0]]).toMatchObject(
      [brokers[0], brokers[0]].map(({ host, port: p }) => ({ host, port: p })),
    );
    return { ...brokers[0], ownPort: port };
  };

  test("is where it listens", async () => {
    const { host, port, ownPort } = await brokersOf({});
    expect([host, port]).toEqual(["127.0.0.1", ownPort]);
  });

  test("is where the client reached it, where it listens everywhere", async () => {
    const broker = await testBroker({ kafkaListen: "0.0.0.0:0" });
    const port = Number(broker.kafkaAddress!.split(":")[1]);
    const client = await KafkaClient.open({ kafkaAddress: `127.0.0.2:${port}` });
    const { brokers } = await client.call("Metadata", 12, { topics: [] });
    expect(brokers).toMatchObject([{ host: "127.0.0.2", port }]);
  });

  test("is what --kafka-advertised says", async () => {
    const { host, port } = await brokersOf({ kafkaAdvertised: "kafka.example:9999" });
    expect([host, port]).toEqual(["kafka.example", 9999]);
  });
});

describe("records", () => {
  test("of one protocol are read by the other, with keys, headers, nulls and times", async () => {
    const { client, grpc } = await open();
    await grpc.createTopic({ topic: "t" });
    const records = [
      { key: Buffer.from("k"), value: Buffer.from("v"), headers: [{ key: "h", value: undefined }], timestamp: 5000 },
      { key: undefined, value: undefined, headers: [{ key: "e", value: Buffer.alloc(0) }], timestamp: 6000 },
    ];
    const { responses } = await client.call("Produce", 9, produceOf("t", kafkaBatch(records)));
    expect(responses[0].partitionResponses).toMatchObject([{ index: 0, errorCode: 0, baseOffset: 0 }]);
    await grpc.produce({ topic: "t", records: [{ value: Buffer.from("grpc"), timestampMs: 7000n }] });

    const { batch } = await grpc.fetch({ topic: "t", partition: 0, start: { earliest: true } });
    expect(batch!.records.map(({ key, value, headers, timestampMs }) => [key, value, headers, timestampMs])).toEqual([
      [Buffer.from("k"), Buffer.from("v"), [{ key: "h", value: undefined }], 5000n],
      [undefined, undefined, [{ key: "e", value: Buffer.alloc(0) }], 6000n],
      [undefined, Buffer.from("grpc"), [], 7000n],
    ]);
    const answer = await client.call("Fetch", 11, fetchOf("t", 0));
    const stored = answer.responses[0].partitions[0].records as Buffer;
    const all = [...records, { key: undefined, value: Buffer.from("grpc"), headers: [], timestamp: 7000 }];
    expect(stored.equals(kafkaBatch(all))).toBe(true);
  });

  test("are refused for their partition alone, in Kafka's words", async () => {
    const { client, grpc } = await open();
    await grpc.createTopic({ topic: "t", config: { maxRecordBytes: 100 } });
    const bad = batchOf(["x"]);
    bad[66]! ^= 1;
    const cases: [Buffer | null, number][] = [
      [batchOf(["fine"]), ErrorCode.NONE],
      [bad, ErrorCode.CORRUPT_MESSAGE],
      [null, ErrorCode.INVALID_RECORD],
      [batchOf(["x".repeat(200)]), ErrorCode.MESSAGE_TOO_LARGE],
      [batchOf(["x"], { attributes: 32 }), ErrorCode.INVALID_RECORD],
      [batchOf(["x"], { attributes: 16 }), ErrorCode.INVALID_TXN_STATE],
      [Buffer.concat([batchOf(["x"]), batchOf(["y"])]), ErrorCode.INVALID_RECORD],
    ];
    for (const [records, errorCode] of cases) {
      const { responses } = await client.call("Produce", 9, produceOf("t", records));
      expect(responses[0].partitionResponses[0].errorCode).toBe(errorCode);
    }
    const two = {
      topicData: [
        { name: "absent", partitionData: [{ index: 0, records: batchOf(["x"]) }] },
        produceOf("t", batchOf(["y"])).topicData[0],
      ],
    };
    const { responses } = await client.call("Produce", 9, { ...produceOf("t", null), ...two });
    const codes = responses.map(
      (topic: { partitionResponses: { errorCode: number }[] }) => topic.partitionResponses[0]!.errorCode,
    );
    expect(codes).toEqual([ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, ErrorCode.NONE]);
    expect(valuesOf(await client.call("Fetch", 11, fetchOf("t", 0)))).toHaveLength(2);
    const acks = await client.call("Produce", 9, produceOf("t", batchOf(["x"]), { acks: 2 }));
    expect(acks.responses[0].partitionResponses[0].errorCode).toBe(ErrorCode.INVALID_REQUIRED_ACKS);
  });

  test("with acks 0 are not answered, and close the connection where they fail", async () => {
    const { broker, client, grpc } = await open();
    await grpc.createTopic({ topic: "t" });
    await client.send("Produce", 9, produceOf("t", batchOf(["a"]), { acks: 0 }));
    expect((await client.call("ApiVersions", 0)).errorCode).toBe(0);
    await client.send("Produce", 9, produceOf("absent", batchOf(["a"]), { acks: 0 }));
    expect(await client.frame()).toBeUndefined();
    const other = await KafkaClient.open(broker);
    expect(valuesOf(await other.call("Fetch", 11, fetchOf("t", 0)))).toHaveLength(1);
  });

  test("of a transaction are refused before there are any", async () => {
    const { client } = await open();
    const { coordinators } = await client.call("FindCoordinator", 4, { keyType: 1, coordinatorKeys: ["x"] });
    expect(coordinators[0].errorCode).toBe(ErrorCode.NONE);
    const { errorCode } = await client.call("InitProducerId", 4, { transactionalId: "x", producerId: -1 });
    expect(errorCode).toBe(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
  });

  test("of an idempotent producer are there once, in order", async () => {
    const { client, grpc } = await open();
    await grpc.createTopic({ topic: "t" });
    const { producerId, producerEpoch, errorCode } = await client.call("InitProducerId", 4, {
      transactionalId: null,
      producerId: -1,
    });
    expect([errorCode, producerEpoch]).toEqual([0, 0]);
    const send = async (value: string, baseSequence: number, epoch = producerEpoch) => {
      const batch = batchOf([value], { producerId, producerEpoch: epoch, baseSequence });
      const { responses } = await client.call("Produce", 9, produceOf("t", batch));
      const [{ errorCode: code, baseOffset }] = responses[0].partitionResponses;
      return code === 0 ? baseOffset : `error ${code}`;
    };
    expect(await send("a", 0)).toBe(0);
    expect(await send("b", 1)).toBe(1);
    expect(await send("a", 0)).toBe(0);
    expect(await send("d", 3)).toBe(`error ${ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER}`);
    const again = await client.call("InitProducerId", 4, { transactionalId: null, producerId, producerEpoch });
    expect([again.producerId, again.producerEpoch]).toEqual([producerId, 1]);
    expect(await send("c", 0, 1)).toBe(2);
    expect(await send("e", 2, 0)).toBe(`error ${ErrorCode.INVALID_PRODUCER_EPOCH}`);
    expect(valuesOf(await client.call("Fetch", 11, fetchOf("t", 0)))).toHaveLength(3);
  });

  test("are waited for in many partitions, until there are as many bytes as the client wants", async () => {
    const { broker, client, grpc } = await open();
    await grpc.createTopic({ topic: "t", partitions: 3 });
    const partitions = [0, 1, 2].map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1000 }));
    const request = fetchOf("t", 0, { maxWaitMs: 60_000, minBytes: 60, topics: [{ topic: "t", partitions }] });
    await client.send("Fetch", 11, request);
    const producer = await KafkaClient.open(broker);
    for (const index of [2, 0, 1]) {
      const topicData = [{ name: "t", partitionData: [{ index, records: batchOf(["x".repeat(20)]) }] }];
      await producer.call("Produce", 9, { ...produceOf("t", null), topicData });
    }
    const { responses } = await client.answer("Fetch", 11);
    const sizes = responses[0].partitions.map(({ records }: { records: Buffer }) => records.length > 0);
    expect(sizes.filter(Boolean).length).toBeGreaterThan(1);
  });

  test("are answered without a session, whichever the client asks for", async () => {
    const { client, grpc } = await open();
    await grpc.createTopic({ topic: "t" });
    await grpc.produce({ topic: "t", records: ["a", "b"].map((text) => ({ value: Buffer.from(text) })) });
    for (const session of [
      { sessionId: 0, sessionEpoch: 0 },
      { sessionId: -1, sessionEpoch: -1 },
    ]) {
      const answer = await client.call("Fetch", 11, fetchOf("t", 0, { maxBytes: 0, ...session }));
      expect([answer.sessionId, valuesOf(answer).length]).toEqual([0, 2]);
    }
    const later = await client.call("Fetch", 11, fetchOf("t", 0, { sessionId: 7, sessionEpoch: 1 }));
    expect(later.errorCode).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
  });

  test("of a topic that is deleted are waited for no longer", async () => {
    const { client, grpc } = await open();
    await grpc.createTopic({ topic: "t" });
    await client.send("Fetch", 11, fetchOf("t", 0, { maxWaitMs: 60_000 }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await grpc.deleteTopic({ topic: "t" });
    const { responses } = await client.answer("Fetch", 11);
    expect(responses[0].partitions[0].errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  });

  test("are found by id, by time and at the ends", async () => {
    const { client, grpc } = await open();
    const { topic } = await grpc.createTopic({ topic: "t" });
    const times = [1000, 3000, 2000, 2500];
    await grpc.produce({
      topic: "t",
      records: times.map((time) => ({ value: Buffer.from("v"), timestampMs: BigInt(time) })),
    });
    const find = async (timestamp: number) => {
      const request = { topics: [{ name: "t", partitions: [{ partitionIndex: 0, timestamp }] }] };
      const { topics } = await client.call("ListOffsets", 7, request);
      return [topics[0].partitions[0].offset, topics[0].partitions[0].timestamp];
    };
    expect(await find(-1)).toEqual([4, -1]);
    expect(await find(-2)).toEqual([0, -1]);
    expect(await find(-3)).toEqual([1, 3000]);
    expect(await find(1500)).toEqual([1, 3000]);
    expect(await find(3001)).toEqual([-1, -1]);
    const byId = fetchOf("", 2, {});
    const partitions = byId.topics[0]!.partitions;
    const answer = await client.call("Fetch", 13, { ...byId, topics: [{ topicId: topic!.topicId, partitions }] });
    expect(valuesOf(answer)).toHaveLength(2);
    const unknown = "00000000-0000-0000-0000-000000000001";
    const none = await client.call("Fetch", 13, { ...byId, topics: [{ topicId: unknown, partitions }] });
    expect(none.responses[0].partitions[0].errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_ID);
    const far = await client.call("Fetch", 11, fetchOf("t", 5));
    expect(far.responses[0].partitions[0].errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
  });
});

describe("what a cluster of one has little of", () => {
  test("is told as it is", async () => {
    const { client, grpc } = await open();
    await grpc.createTopic({ topic: "t", partitions: 2 });
    await grpc.produce({ topic: "t", partition: 1, records: [{ value: Buffer.alloc(100) }] });
    const { results } = await client.call("DescribeLogDirs", 4, { topics: null });
    expect(results).toMatchObject([{ errorCode: 0, topics: [{ name: "t", partitions: [{ partitionSize: 0 }, {}] }] }]);
    expect(results[0].topics[0].partitions[1].partitionSize).toBeGreaterThan(100);
    const names = [
      { topic: "a/b", partitions: [0] },
      { topic: "t", partitions: [1] },
    ];
    const some = await client.call("DescribeLogDirs", 4, { topics: names });
    expect(some.results[0].topics).toMatchObject([{ name: "t", partitions: [{ partitionIndex: 1 }] }]);
    const odd = await client.call("ElectLeaders", 2, { topicPartitions: [{ topic: "a/b", partitions: [0] }] });
    expect(odd.replicaElectionResults[0].partitionResult[0].errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    const topicPartitions = [{ topic: "t", partitions: [0, 7] }];
    const { replicaElectionResults } = await client.call("ElectLeaders", 2, { topicPartitions });
    const codes = replicaElectionResults[0].partitionResult.map((p: { errorCode: number }) => p.errorCode);
    expect(codes).toEqual([ErrorCode.ELECTION_NOT_NEEDED, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]);
    expect((await client.call("ListPartitionReassignments", 0, { topics: null })).topics).toEqual([]);
    expect((await client.call("DescribeAcls", 3)).errorCode).toBe(ErrorCode.SECURITY_DISABLED);
  });
});

describe("topics", () => {
  test("are created with what Kafka's tools ask for, and refused with what isn't there", async () => {
    const { client } = await open();
    const create = async (topic: object, more: object = {}) => {
      const topics = [{ name: "t", numPartitions: 2, replicationFactor: 1, ...topic }];
      return (await client.call("CreateTopics", 7, { topics, timeoutMs: 1000, ...more })).topics[0];
    };
    expect(await create({}, { validateOnly: true })).toMatchObject({ errorCode: 0 });
    expect(await create({ configs: [{ name: "retention.ms", value: "60000" }] })).toMatchObject({
      errorCode: 0,
      numPartitions: 2,
    });
    expect(await create({})).toMatchObject({ errorCode: ErrorCode.TOPIC_ALREADY_EXISTS });
    expect(await create({ name: "u", replicationFactor: 3 })).toMatchObject({
      errorCode: ErrorCode.INVALID_REPLICATION_FACTOR,
    });
    expect(await create({ name: "u", numPartitions: 0 })).toMatchObject({ errorCode: ErrorCode.INVALID_PARTITIONS });
    expect(await create({ name: "a/b" })).toMatchObject({ errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION });
    const huge = [{ name: "max.message.bytes", value: "999999999" }];
    expect(await create({ name: "u", configs: huge })).toMatchObject({ errorCode: ErrorCode.INVALID_CONFIG });
    const compact = [{ name: "cleanup.policy", value: "compact" }];
    expect(await create({ name: "u", configs: compact })).toMatchObject({ errorCode: ErrorCode.INVALID_CONFIG });

    const resources = [{ resourceType: 2, resourceName: "t", configurationKeys: ["retention.ms"] }];
    const configOf = async () => (await client.call("DescribeConfigs", 4, { resources })).results[0].configs;
    expect(await configOf()).toMatchObject([{ name: "retention.ms", value: "60000", configSource: 1 }]);
    const alter = [
      { resourceType: 2, resourceName: "t", configs: [{ name: "retention.ms", configOperation: 1, value: null }] },
    ];
    expect((await client.call("IncrementalAlterConfigs", 1, { resources: alter })).responses[0].errorCode).toBe(0);
    expect(await configOf()).toMatchObject([{ name: "retention.ms", value: "604800000", configSource: 5 }]);

    const grow = async (count: number) =>
      (await client.call("CreatePartitions", 3, { topics: [{ name: "t", count, assignments: null }] })).results[0]
        .errorCode;
    expect(await grow(2)).toBe(ErrorCode.INVALID_PARTITIONS);
    expect(await grow(5)).toBe(0);
    const described = await client.call("DescribeTopicPartitions", 0, { topics: [], responsePartitionLimit: 3 });
    expect([described.topics[0].partitions.length, described.nextCursor]).toEqual([
      3,
      { topicName: "t", partitionIndex: 3 },
    ]);
    const rest = await client.call("DescribeTopicPartitions", 0, {
      topics: [],
      responsePartitionLimit: 3,
      cursor: described.nextCursor,
    });
    expect([rest.topics[0].partitions.length, rest.nextCursor]).toEqual([2, null]);
    const removed = await client.call("DeleteTopics", 6, { topics: [{ name: "t" }, { name: "absent" }] });
    expect(removed.responses.map(({ errorCode }: { errorCode: number }) => errorCode)).toEqual([
      0,
      ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    ]);
  });

  test("that are missing are created by Metadata where both sides allow it", async () => {
    const ask = (client: KafkaClient, allowAutoTopicCreation: boolean) =>
      client.call("Metadata", 9, { topics: [{ name: "t" }], allowAutoTopicCreation });
    const strict = await open();
    expect((await ask(strict.client, true)).topics[0].errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    const { client } = await open({ autoCreateTopics: true });
    expect((await ask(client, false)).topics[0].errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    expect((await ask(client, true)).topics[0]).toMatchObject({ errorCode: 0, partitions: [{ leaderId: 1 }] });
  });
});
