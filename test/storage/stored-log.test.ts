import { expect, test } from "vitest";
import { Damaged } from "../../src/engine/embedded/storage/errors.js";
import { type Piece, StoredLog } from "../../src/engine/embedded/storage/stored-log.js";
import { FaultyStorage, seeded } from "../helpers/faulty-storage.js";

const BOUNDS = { maxBytes: 5000, maxSpanMs: -1 };
const FOLDER = "topics/1/0";

function piece(index: number, bytes = 100): Piece {
  const baseOffset = 10 * index;
  const content = new Uint8Array(bytes).fill(index % 251);
  return { baseOffset, nextOffset: baseOffset + 10, count: 10, latestMs: 1000 + index, bytes: content };
}

async function filled(count: number, bytes = 100) {
  const storage = new FaultyStorage(seeded(1));
  const log = new StoredLog(storage, FOLDER);
  for (let index = 0; index < count; index++) await log.append(piece(index, bytes), BOUNDS);
  await log.sync();
  await log.closeFile();
  return { storage, log };
}

const into = (bytes: number) => new Uint8Array(bytes);

/** A comparison of large arrays by the byte takes seconds. */
function expectPiece({ bytes, ...rest }: Piece, expected: Piece): void {
  const { bytes: expectedBytes, ...expectedRest } = expected;
  expect(rest).toEqual(expectedRest);
  expect(Buffer.compare(bytes, expectedBytes)).toBe(0);
}

async function everyOffset(log: StoredLog, count: number): Promise<void> {
  for (let offset = 0; offset < 10 * count; offset++) {
    const [block] = await log.read(offset, into);
    const index = Math.floor(offset / 10);
    expectPiece(block!, piece(index, block!.bytes.length));
  }
  expect(await log.read(10 * count, into)).toEqual([]);
}

test("each offset is found again, by who wrote it and after a start", async () => {
  const { storage, log } = await filled(120);
  expect(log.segments.length).toBeGreaterThan(2);
  await everyOffset(log, 120);
  await everyOffset(new StoredLog(storage, FOLDER, log.segments), 120);
});

test("blocks that follow one another are read at once", async () => {
  const { log } = await filled(20);
  expect((await log.read(55, into)).map(({ baseOffset }) => baseOffset)).toEqual(
    Array.from({ length: 15 }, (_, index) => 50 + 10 * index),
  );
});

test("a block that is larger than what is read at once is read whole", async () => {
  const { log } = await filled(3, 2 ** 21);
  const [block] = await log.read(15, into);
  expectPiece(block!, piece(1, 2 ** 21));
});

test("a time is found by the blocks' latest", async () => {
  const { storage, log } = await filled(120);
  for (const stored of [log, new StoredLog(storage, FOLDER, log.segments)]) {
    expect(await stored.find(0, 0)).toBe(0);
    expect(await stored.find(1057, 0)).toBe(570);
    expect(await stored.find(1057, 800)).toBe(800);
    expect(await stored.find(1120, 0)).toBeUndefined();
  }
});

test("whole files go, from the first on", async () => {
  const { log } = await filled(120);
  const [, second, third] = log.segments;
  expect(log.removeBefore(second!.nextOffset - 1)).toHaveLength(1);
  expect(log.startOffset).toBe(second!.baseOffset);
  expect(log.removeBefore(second!.nextOffset)).toHaveLength(1);
  expect(log.startOffset).toBe(third!.baseOffset);
});

test("what is behind the snapshot's length is cut, and written again", async () => {
  const { storage, log } = await filled(10);
  const before = log.segments;
  for (let index = 10; index < 15; index++) await log.append(piece(index), BOUNDS);
  const again = new StoredLog(storage.powerLoss("some"), FOLDER, before);
  await again.cut();
  for (let index = 10; index < 60; index++) await again.append(piece(index), BOUNDS);
  await again.sync();
  await everyOffset(again, 60);
});

test("any byte that is changed is noticed as it is read", async () => {
  const { storage, log } = await filled(5, 30);
  const files = storage.contents();
  const [path, whole] = [...files][0]!;
  for (let at = 0; at < whole.length; at++) {
    const changed = whole.slice();
    changed[at]! ^= 1;
    const broken = FaultyStorage.of(new Map([[path, changed]]), seeded(1));
    const offset = 10 * Math.floor(at / (whole.length / 5));
    await expect(new StoredLog(broken, FOLDER, log.segments).read(offset, into)).rejects.toThrow(Damaged);
  }
});
