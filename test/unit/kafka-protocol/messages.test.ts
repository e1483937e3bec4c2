import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { APIS } from "../../../gen/kafka/apis.js";
import { readRequestHeader, writeRequestHeader } from "../../../gen/kafka/request-header.js";
import { KafkaReader, KafkaWriter, MalformedMessage } from "../../../src/kafka-protocol/messages.js";
import { codecOf } from "./codecs.js";
import { FRAMES, type Frame } from "./frames.js";

/** The end of confluent-kafka's Metadata, which has three bytes too many. Kafka does not mind. */
const LEFT_OVER = Buffer.from([1, 0, 0]);

/** What a frame is, read and written anew. */
async function again(frame: Frame, bytes = frame.bytes): Promise<{ left: number; written: Buffer; read: number }> {
  const { api, version, kind } = frame;
  const { read, write } = await codecOf(`${api.name}${kind === "request" ? "Request" : "Response"}`);
  const reader = new KafkaReader(bytes);
  const writer = new KafkaWriter();
  if (kind === "request") {
    const headerVersion = version >= api.flexibleRequest ? 2 : 1;
    writeRequestHeader(writer, headerVersion, readRequestHeader(reader, headerVersion));
  } else {
    writer.int32(reader.int32());
    // Who asks for the versions does not know yet how answers look.
    if (version >= api.flexibleResponse && api.key !== APIS.ApiVersions.key) {
      reader.skipTagged();
      writer.uvarint(0);
    }
  }
  write(writer, version, read(reader, version));
  return { left: reader.left, written: Buffer.concat(writer.take()), read: reader.pos };
}

describe("recorded frames", () => {
  const names = [...new Set(FRAMES.map(({ api, kind }) => `${api.name} ${kind}`))];

  test.each(names)("of %s are read to the last byte and written as they came", async (name) => {
    for (const frame of FRAMES.filter(({ api, kind }) => `${api.name} ${kind}` === name)) {
      if (frame.version > frame.api.maxVersion) continue;
      const what = `${frame.client} version ${frame.version}`;
      const { left, written, read } = await again(frame);
      if (left > 0) expect(frame.bytes.subarray(read), what).toEqual(LEFT_OVER);
      expect(written.equals(frame.bytes.subarray(0, read)), what).toBe(true);
    }
  });
});

test("what is no message is malformed, and nothing else goes wrong", async () => {
  const mutations = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255))), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...FRAMES), mutations, fc.nat(), async (frame, changes, cut) => {
      if (frame.version > frame.api.maxVersion) return;
      const bytes = Buffer.from(frame.bytes.subarray(0, frame.bytes.length - (cut % 3 === 0 ? cut % 20 : 0)));
      if (bytes.length === 0) return;
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      await again(frame, bytes).catch((error: unknown) => {
        if (!(error instanceof MalformedMessage)) throw error;
      });
    }),
    { numRuns: 3000 },
  );
});

test("a length beyond the message is malformed, whatever it is of", () => {
  const huge = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]);
  for (const read of [
    (r: KafkaReader) => r.string(true),
    (r: KafkaReader) => r.bytes(true),
    (r: KafkaReader) => r.array(true, () => r.int8()),
    (r: KafkaReader) => r.taggedEnd(),
    (r: KafkaReader) => r.skipTagged(),
  ]) {
    expect(() => read(new KafkaReader(huge))).toThrow(MalformedMessage);
  }
  const huge32 = Buffer.from([0x7f, 0xff, 0xff, 0xff]);
  expect(() => new KafkaReader(huge32).bytes(false)).toThrow(MalformedMessage);
  expect(() => new KafkaReader(huge32).array(false, () => 0)).toThrow(MalformedMessage);
});

test("a message of millions of empty elements is malformed", () => {
  const bytes = Buffer.alloc(4_000_000);
  bytes.writeInt32BE(3_999_000);
  const reader = new KafkaReader(bytes);
  expect(() => reader.array(false, () => reader.int8())).toThrow(/more than 500000 elements/);
});

test("integers of 64 bits are as they were, up to 2^53", () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeInteger(), fc.constant(2 ** 63), fc.constant(-(2 ** 63))), (value) => {
      const writer = new KafkaWriter();
      writer.int64(value);
      expect(new KafkaReader(Buffer.concat(writer.take())).int64()).toBe(value);
    }),
  );
});

test("large bytes are not copied", () => {
  const large = Buffer.alloc(10_000, 7);
  const writer = new KafkaWriter();
  writer.int8(1);
  writer.bytes(true, large);
  writer.int8(2);
  expect(writer.length).toBe(10_004);
  const chunks = writer.take();
  expect(chunks[1]).toBe(large);
  expect(Buffer.concat(chunks).length).toBe(10_004);
});
