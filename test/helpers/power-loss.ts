import { Damaged } from "../../src/engine/embedded/storage/errors.js";
import type { EntriesPart } from "../../src/engine/embedded/storage/frame.js";
import { type FsyncPolicy, Journal, type JournalOptions } from "../../src/engine/embedded/storage/journal.js";
import { FaultyStorage, type Survival, seeded } from "./faulty-storage.js";

/** What was found over many power losses. All but `losses` and `acknowledged` must be 0. */
export interface Findings {
  losses: number;
  acknowledged: number;
  /** Starts that missed something that was promised. */
  lost: number;
  /** Starts that found something else than what was written, or another order. */
  wrong: number;
  /** Starts that were refused. */
  refused: number;
}

const FILE_BYTES = 16 * 1024;

export function options(fsync: FsyncPolicy, onFailure: (error: Error) => void = () => {}): JournalOptions {
  return { fsync, fileBytes: FILE_BYTES, maxFiles: 1000, onFailure };
}

/** Opens a journal. @returns it and the ids of the frames in it, each of which is a frame's only change or entries */
export async function reopen(storage: FaultyStorage, with_: JournalOptions, from = 0) {
  const ids: number[] = [];
  const bodies: EntriesPart[] = [];
  const journal = await Journal.open(storage, with_, from, (part) => {
    if (part.kind === "entries") {
      ids.push(part.baseOffset);
      bodies.push({ ...part, entries: new Uint8Array(part.entries) });
    } else ids.push((part.change as { id: number }).id);
  });
  return { journal, ids, bodies };
}

/** Appends a frame with this id, of a size that follows from it. */
export function write(journal: Journal, id: number, bytes: number): void {
  if (id % 3 === 0) journal.change({ id, filler: "x".repeat(bytes) });
  else {
    const entries = new Uint8Array(bytes).fill(id % 251);
    journal.entries({ topicId: 1, partition: 2, baseOffset: id, count: 1, latestMs: id, entries });
  }
}

/** Lets a journal live, takes the power away and looks at what is left, many times. */
export async function losePower(seed: number, runs: number, plant: FaultyStorage["plant"] = {}): Promise<Findings> {
  const random = seeded(seed);
  const findings: Findings = { losses: 0, acknowledged: 0, lost: 0, wrong: 0, refused: 0 };
  for (let run = 0; run < runs; run++) {
    let storage = new FaultyStorage(random);
    storage.plant = plant;
    storage.syncTurns = Math.floor(random() * 10);
    /** The ids that were written, in order. */
    const written: number[] = [];
    let nextId = 0;
    let promised = 0;
    for (let life = 0; life < 4; life++) {
      const always = random() < 0.5;
      const fsync: FsyncPolicy = always ? { when: "always" } : { when: "never" };
      let opened: Awaited<ReturnType<typeof reopen>>;
      try {
        opened = await reopen(storage, options(fsync));
      } catch (error) {
        // A planted fault shows as damage where a mark knows of what is gone.
        if (error instanceof Damaged) findings.refused++;
        else findings.wrong++;
        break;
      }
      const { journal, ids } = opened;
      if (ids.some((id, index) => id !== written[index])) findings.wrong++;
      if (ids.length < promised) findings.lost++;
      written.length = ids.length;
      promised = ids.length;

      const last = storage.operations + 2 + Math.floor(random() * 60);
      const off = new Promise<void>((resolve) => {
        storage.fault = (_operation, index) => {
          if (index >= last) resolve();
          return undefined;
        };
      });
      const work = async () => {
        for (let burst = 0; burst < 100; burst++) {
          const waiting: Promise<void>[] = [];
          const count = 1 + Math.floor(random() * 6);
          for (let i = 0; i < count; i++) {
            const id = nextId++;
            write(journal, id, Math.floor(random() * 900));
            written.push(id);
            const length = written.length;
            const sync = random() < 0.3;
            const done = journal.commit(sync).then(() => {
              findings.acknowledged++;
              if (sync || always) promised = Math.max(promised, length);
            });
            waiting.push(done);
          }
          await Promise.all(waiting);
        }
      };
      await Promise.race([off, work().catch(() => {})]);
      findings.losses++;
      storage = storage.powerLoss((["some", "none", "all"] as Survival[])[Math.floor(random() * 3)]!);
    }
  }
  return findings;
}
