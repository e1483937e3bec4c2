import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { compressFrameSync } from "lz4-napi";
import snappy from "snappy";
import { describe, expect, test } from "vitest";
import { Compression, decompress } from "../../../../src/kafka-protocol/compression/decompress.js";
import { InvalidBatch } from "../../../../src/kafka-protocol/invalid-batch.js";

/** Made by zstd from `"headwater ".repeat(100)`, with and without its size. */
const ZSTD = ["KLUv/WDoAo0AAFBoZWFkd2F0ZXIgAQDbWxUk", "KLUv/QRYjQAAUGhlYWR3YXRlciABANtbFSQZsp2I"];

function xerial(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])];
  for (let at = 0; at < bytes.length; at += 700) {
    const block = snappy.compressSync(Buffer.from(bytes.subarray(at, at + 700)));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

const codecs = [
  ["gzip", Compression.gzip, (bytes: Buffer) => gzipSync(bytes)],
  ["snappy", Compression.snappy, (bytes: Buffer) => snappy.compressSync(bytes)],
  ["snappy-java", Compression.snappy, xerial],
  ["lz4", Compression.lz4, (bytes: Buffer) => compressFrameSync(bytes)],
] as const;

/** From what does not get smaller to what gets much smaller. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat(4000)).map(([unit, times]) => {
        return new Uint8Array(Buffer.concat(Array.from({ length: times }, () => unit)));
      }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => Buffer.concat(parts));

describe.each(codecs)("%s", (_, type, compress) => {
  test("is what was compressed", () => {
    fc.assert(
      fc.property(content, (bytes) => {
        expect(decompress(type, compress(bytes), bytes.length).equals(bytes)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("of more bytes than are allowed is refused", () => {
    const bomb = compress(Buffer.alloc(50_000_000));
    expect(() => decompress(type, bomb, 1_000_000)).toThrow(expect.objectContaining({ problem: "too large" }));
  });

  test("that is damaged is refused or something else, and never breaks anything", () => {
    fc.assert(
      fc.property(
        content,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1 }),
        fc.nat(30),
        (bytes, at, cut) => {
          const damaged = Buffer.from(compress(bytes));
          for (const [index, byte] of at) damaged[index % damaged.length] = byte;
          try {
            const plain = decompress(type, damaged.subarray(0, Math.max(0, damaged.length - cut)), 200_000);
            expect(plain.length).toBeLessThanOrEqual(200_000);
          } catch (error) {
            if (!(error instanceof InvalidBatch)) throw error;
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("zstd", () => {
  test.each(ZSTD)("is what was compressed", (base64) => {
    const plain = decompress(Compression.zstd, Buffer.from(base64, "base64"), 1000);
    expect(plain.toString()).toBe("headwater ".repeat(100));
    expect(() => decompress(Compression.zstd, Buffer.from(base64, "base64"), 999)).toThrow(InvalidBatch);
  });

  test("that asks for a window of gigabytes is refused", () => {
    const bytes = Buffer.from(ZSTD[1]!, "base64");
    bytes[5] = 0xa0;
    expect(() => decompress(Compression.zstd, bytes, 1_000_000)).toThrow(
      expect.objectContaining({ problem: "too large" }),
    );
  });

  test("that is damaged is refused or something else, and never breaks anything", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZSTD), fc.nat(), fc.nat(255), fc.nat(10), (base64, at, byte, cut) => {
        const damaged = Buffer.from(base64, "base64");
        damaged[at % damaged.length] = byte;
        try {
          decompress(Compression.zstd, damaged.subarray(0, damaged.length - cut), 10_000);
        } catch (error) {
          if (!(error instanceof InvalidBatch)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test("a type that Kafka does not have is refused", () => {
  expect(() => decompress(5, Buffer.alloc(10), 100)).toThrow(expect.objectContaining({ problem: "compression" }));
});
