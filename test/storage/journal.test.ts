import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { Damaged } from "../../src/engine/embedded/storage/errors.js";
import { FsStorage } from "../../src/engine/embedded/storage/fs.js";
import { Journal } from "../../src/engine/embedded/storage/journal.js";
import { type DiskOperation, FaultyStorage, seeded } from "../helpers/faulty-storage.js";
import { options, reopen, write } from "../helpers/power-loss.js";

const ALWAYS = { when: "always" } as const;

async function open(fault?: FaultyStorage["fault"]) {
  const failures: Error[] = [];
  const storage = new FaultyStorage(seeded(1));
  if (fault !== undefined) storage.fault = fault;
  const { journal } = await reopen(
    storage,
    options(ALWAYS, (error) => failures.push(error)),
  );
  return { storage, journal, failures };
}

test("records and changes come back as they were, in order, from the real file system", async () => {
  const root = await mkdtemp(join(tmpdir(), "headwater-journal-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const storage = new FsStorage(root);
  const first = await Journal.open(storage, options(ALWAYS), 0, () => expect.unreachable());
  const parts: unknown[] = [];
  for (let id = 0; id < 200; id++) {
    const part = { topicId: id, partition: 2 ** 20, baseOffset: 2 ** 40 + id, count: 3, latestMs: 1.5e12 };
    const entries = new Uint8Array(id).fill(id);
    first.entries({ ...part, entries });
    first.change({ id, text: "ä" });
    parts.push({ kind: "entries", ...part, entries }, { kind: "change", change: { id, text: "ä" } });
    await first.commit();
  }
  await first.close();
  const found: unknown[] = [];
  const second = await Journal.open(storage, options(ALWAYS), 0, (part) => {
    found.push(part.kind === "entries" ? { ...part, entries: new Uint8Array(part.entries) } : part);
  });
  onTestFinished(() => second.close());
  expect(found).toEqual(parts);
});

test("requests of one turn are one write", async () => {
  const { journal } = await open();
  const before = journal.counts.groups;
  await Promise.all(
    Array.from({ length: 20 }, (_, id) => {
      write(journal, id, 10);
      return journal.commit();
    }),
  );
  expect(journal.counts.groups - before).toBe(1);
});

test("a frame that is larger than what is left of a file starts the next one; what is not needed is used again", async () => {
  const { storage, journal } = await open();
  for (let id = 0; id < 100; id++) {
    write(journal, id, 3000);
    await journal.commit();
    if (id % 10 === 9) await journal.release(journal.synced);
  }
  const names = [...storage.contents().keys()];
  expect(names.length).toBeLessThan(8);
  const { ids } = await reopen(storage.powerLoss("none"), options(ALWAYS), journal.start);
  expect(ids.at(-1)).toBe(99);
});

test("what was read at a start is on disk before it is built upon", async () => {
  const { storage, journal } = await open();
  const syncs: string[] = [];
  write(journal, 0, 10);
  await journal.commit();
  const again = FaultyStorage.of(storage.contents(), seeded(1));
  again.fault = (operation, _index, path) => {
    if (operation === "sync") syncs.push(path);
    return undefined;
  };
  await reopen(again, options({ when: "never" }));
  expect(syncs).toContain("journal/0000000000000000.wal");
});

test("interval: a sync comes by itself", async () => {
  const storage = new FaultyStorage(seeded(1));
  const { journal } = await reopen(storage, options({ when: "interval", intervalMs: 1 }));
  write(journal, 0, 10);
  await journal.commit();
  const end = journal.end;
  await expect.poll(() => journal.synced).toBeGreaterThanOrEqual(end);
});

test("any byte that is changed is noticed, or changes nothing", async () => {
  const { storage, journal } = await open();
  const count = 12;
  for (let id = 0; id < count; id++) {
    write(journal, id, 40);
    await journal.commit();
  }
  await journal.close();
  const files = storage.contents();
  const path = "journal/0000000000000000.wal";
  const whole = files.get(path)!;
  for (let at = 0; at < Math.min(whole.length, 4096 + journal.end + 64); at++) {
    // Of the rest of the head, a page of zeros, some bytes stand for all.
    if (at > 64 && at < 4096 && at % 64 !== 0) continue;
    for (const bit of [1, 0x80]) {
      const changed = whole.slice();
      changed[at]! ^= bit;
      const broken = FaultyStorage.of(new Map([...files, [path, changed]]), seeded(1));
      try {
        const { ids, bodies } = await reopen(broken, options(ALWAYS));
        expect(ids).toEqual(Array.from({ length: count }, (_, id) => id));
        for (const { baseOffset, entries } of bodies) {
          expect(entries).toEqual(new Uint8Array(40).fill(baseOffset % 251));
        }
      } catch (error) {
        expect(error).toBeInstanceOf(Damaged);
        expect((error as Damaged).file).toBe(path);
        expect(Math.abs((error as Damaged).position - at)).toBeLessThan(4096);
      }
    }
  }
}, 60_000);

test("a file that is missing is damage, not an empty journal", async () => {
  const { storage, journal } = await open();
  for (let id = 0; id < 30; id++) {
    write(journal, id, 3000);
    await journal.commit();
  }
  const files = storage.contents();
  const paths = [...files.keys()].filter((path) => path.endsWith(".wal")).sort();
  expect(paths.length).toBeGreaterThan(2);
  for (const missing of paths.slice(0, -1)) {
    const rest = new Map([...files].filter(([path]) => path !== missing));
    await expect(reopen(FaultyStorage.of(rest, seeded(1)), options(ALWAYS))).rejects.toThrow(Damaged);
  }
});

const FAILING: readonly DiskOperation[] = ["write", "sync", "create", "rename", "sync-folder"];

test.each(["EIO", "ENOSPC"])(
  "after %s at any operation nothing more is acknowledged, and all that was is there",
  async (code) => {
    const reached = new Set<DiskOperation>();
    for (let failing = 1; failing < 90; failing++) {
      let isFailing = false;
      const storage = new FaultyStorage(seeded(failing));
      storage.fault = (operation, index) => {
        if (index !== failing || !FAILING.includes(operation)) return undefined;
        isFailing = true;
        reached.add(operation);
        return code;
      };
      const acknowledged: number[] = [];
      const failures: Error[] = [];
      try {
        const { journal } = await reopen(
          storage,
          options(ALWAYS, (error) => failures.push(error)),
        );
        for (let id = 0; id < 40 && journal.failed === undefined && !journal.isDiskFull; id++) {
          write(journal, id, 700);
          await journal.commit();
          acknowledged.push(id);
        }
        if (journal.failed !== undefined) {
          expect(failures).toEqual([journal.failed]);
          write(journal, 99, 1);
          await expect(journal.commit()).rejects.toBe(journal.failed);
        }
      } catch (error) {
        expect(isFailing).toBe(true);
        expect((error as NodeJS.ErrnoException).code).toBe(code);
      }
      const { ids } = await reopen(storage.powerLoss("some"), options(ALWAYS));
      expect(ids.slice(0, acknowledged.length)).toEqual(acknowledged);
    }
    expect([...reached].sort()).toEqual([...FAILING].sort());
  },
);

test("a disk that is full stops what needs another file, and nothing before that", async () => {
  const { storage, journal, failures } = await open();
  await expect.poll(() => journal.room).toBeGreaterThan(16 * 1024);
  storage.capacity = 0;
  let id = 0;
  for (; journal.room > 3000; id++) {
    write(journal, id, 1000);
    await journal.commit();
  }
  expect(journal.isDiskFull).toBe(true);
  expect(failures).toEqual([]);
  storage.capacity = Number.POSITIVE_INFINITY;
  journal.retry();
  for (const end = id + 20; id < end; id++) {
    write(journal, id, 1000);
    await journal.commit();
  }
  const { ids } = await reopen(storage.powerLoss("none"), options(ALWAYS));
  expect(ids).toEqual(Array.from({ length: id }, (_, index) => index));
});

test("what is recovered is a prefix that holds all that was promised, for any sizes and syncs", async () => {
  const step = fc.record({ bytes: fc.nat(2000), sync: fc.boolean(), waits: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.integer(),
      fc.constantFrom("some" as const, "none" as const, "all" as const),
      async (steps, seed, survival) => {
        const storage = new FaultyStorage(seeded(seed));
        const { journal } = await reopen(storage, options({ when: "never" }));
        let promised = 0;
        for (const [id, { bytes, sync, waits }] of steps.entries()) {
          write(journal, id, bytes);
          const done = journal.commit(sync).then(() => {
            if (sync) promised = Math.max(promised, id + 1);
          });
          if (waits) await done;
        }
        const { ids } = await reopen(storage.powerLoss(survival), options(ALWAYS));
        expect(ids).toEqual(Array.from({ length: ids.length }, (_, id) => id));
        expect(ids.length).toBeGreaterThanOrEqual(promised);
      },
    ),
    { numRuns: 100 },
  );
});
