import { expect, test } from "vitest";
import { Damaged } from "../../src/engine/embedded/storage/errors.js";
import { readSnapshot, SNAPSHOT, writeSnapshot } from "../../src/engine/embedded/storage/snapshot.js";
import { FaultyStorage, seeded } from "../helpers/faulty-storage.js";

const ready = async () => {};
const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ index, text: "ä".repeat(index % 50) }));

test("it comes back as it was, and there is none at first", async () => {
  const storage = new FaultyStorage(seeded(1));
  expect(await readSnapshot(storage)).toEqual([]);
  for (const count of [1, 10_000, 3]) {
    await writeSnapshot(storage, lines(count), ready);
    expect(await readSnapshot(storage)).toEqual(lines(count));
  }
});

test("at a loss of power there is the old one or the new one", async () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = seeded(seed);
    const storage = new FaultyStorage(random);
    await writeSnapshot(storage, lines(3), ready);
    const last = storage.operations + 1 + Math.floor(random() * 8);
    const off = new Promise<void>((resolve) => {
      storage.fault = (_operation, index) => {
        if (index >= last) resolve();
        return undefined;
      };
    });
    let isDone = false;
    const done = writeSnapshot(storage, lines(5), ready).then(() => {
      isDone = true;
    });
    await Promise.race([off, done]);
    const found = await readSnapshot(storage.powerLoss("some"));
    expect([3, 5]).toContain(found.length);
    if (isDone) expect(found).toHaveLength(5);
  }
});

test("any byte that is changed is noticed", async () => {
  const storage = new FaultyStorage(seeded(1));
  await writeSnapshot(storage, lines(4), ready);
  const files = storage.contents();
  const whole = files.get(SNAPSHOT)!;
  for (let at = 0; at < whole.length; at++) {
    const changed = whole.slice();
    changed[at]! ^= 1;
    await expect(readSnapshot(FaultyStorage.of(new Map([[SNAPSHOT, changed]]), seeded(1)))).rejects.toThrow(Damaged);
  }
});

test("where it finds no room, the old one stays", async () => {
  const storage = new FaultyStorage(seeded(1));
  await writeSnapshot(storage, lines(3), ready);
  storage.capacity = 0;
  await expect(writeSnapshot(storage, lines(100), ready)).rejects.toMatchObject({ code: "ENOSPC" });
  expect(await readSnapshot(storage)).toHaveLength(3);
});
