import { describe, expect, test } from "vitest";
import { Damaged } from "../../src/engine/embedded/storage/errors.js";
import { cutJournal, inspect } from "../../src/engine/embedded/storage/inspection.js";
import { diskEngine } from "../helpers/disk-engine.js";
import { contents, produce } from "../helpers/engine.js";
import { FaultyStorage, seeded } from "../helpers/faulty-storage.js";

async function used() {
  const { engine, storage } = await diskEngine();
  await engine.createTopic({ topic: "t", partitions: 2, config: {} });
  for (let i = 0; i < 20; i++) await produce(engine, "t", [`${i}`, "more"], { partition: 1 });
  await engine.commitOffsets({ group: "g", offsets: [{ topic: "t", partition: 1, offset: 3 }] });
  await engine.checkpoint();
  for (let i = 20; i < 30; i++) await produce(engine, "t", [`${i}`, "more"], { partition: 1 });
  return { engine, storage };
}

/** The same files with one byte changed. */
function broken(files: ReadonlyMap<string, Uint8Array>, path: string, at: number): FaultyStorage {
  const changed = files.get(path)!.slice();
  changed[at]! ^= 1;
  return FaultyStorage.of(new Map([...files, [path, changed]]), seeded(1));
}

const pathOf = (files: ReadonlyMap<string, Uint8Array>, end: string) => [...files.keys()].find((p) => p.endsWith(end))!;

describe("inspect", () => {
  test("says what is there, of a broker that runs too, and changes nothing", async () => {
    const { storage } = await used();
    const before = storage.contents();
    const operations = storage.operations;
    expect(await inspect(storage, true)).toMatchObject({
      topics: [{ topic: "t", partitions: [{ segments: 0 }, { startOffset: 0, endOffset: 40, segments: 1 }] }],
      groups: [{ name: "g", offsets: 1 }],
      tail: { requests: 10, records: 20 },
      problems: [],
    });
    expect(storage.operations).toBe(operations);
    expect(storage.contents()).toEqual(before);
  });

  test("finds any damage, and says where", async () => {
    const { engine, storage } = await used();
    await engine.close();
    const files = storage.contents();
    for (const [path, bytes] of files) {
      if (!/\.(log|jsonl)$/.test(path)) continue;
      for (let at = 0; at < bytes.length; at += 7) {
        const { problems } = await inspect(broken(files, path, at), true);
        expect(problems.map(({ file }) => file)).toContain(path);
      }
    }
  });
});

describe("repair --cut", () => {
  test("cuts a damaged journal, says what is lost, and a broker starts with all before it", async () => {
    const { storage } = await used();
    const files = storage.contents();
    const path = pathOf(files, ".wal");
    const lsn = (await inspect(storage, false)).snapshotLsn;
    const damaged = broken(files, path, 4096 + lsn + 50);
    await expect(diskEngine({ storage: damaged })).rejects.toThrow(Damaged);
    expect(await cutJournal(damaged)).toEqual({ file: path, position: 4096 + lsn, requests: 9, records: 18 });
    const { engine } = await diskEngine({ storage: damaged });
    expect(await contents(engine, "t", 1)).toEqual(Array.from({ length: 20 }, (_, i) => [`${i}`, "more"]).flat());
    await produce(engine, "t", ["goes on"], { partition: 1, expectedOffset: 40 });
  });

  test("does nothing where nothing is damaged, and can't mend a snapshot", async () => {
    const { engine, storage } = await used();
    await engine.close();
    const files = storage.contents();
    expect(await cutJournal(FaultyStorage.of(files, seeded(1)))).toBeUndefined();
    await expect(cutJournal(broken(files, "snapshot.jsonl", 3))).rejects.toThrow(Damaged);
  });
});
