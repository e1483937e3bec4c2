import { onTestFinished } from "vitest";
import { EmbeddedEngine, type EmbeddedEngineOptions } from "../../src/engine/embedded/engine.js";
import type { FsyncPolicy } from "../../src/engine/embedded/storage/journal.js";
import { DEFAULTS } from "../engine/suite.js";
import { FaultyStorage, seeded } from "./faulty-storage.js";

export const JOURNAL_FILE_BYTES = 256 * 1024;

export interface DiskEngineOptions extends Partial<EmbeddedEngineOptions> {
  readonly storage?: FaultyStorage;
  readonly fsync?: FsyncPolicy;
  readonly maxDiskBytes?: number;
  readonly onFailure?: (error: Error) => void;
  readonly onFull?: (isFull: boolean) => void;
}

/** An engine on a disk in memory, which is closed when the test is over. */
export async function diskEngine({
  storage = new FaultyStorage(seeded(1)),
  fsync = { when: "always" },
  maxDiskBytes = Number.POSITIVE_INFINITY,
  onFailure = (error) => {
    throw error;
  },
  onFull,
  ...options
}: DiskEngineOptions = {}): Promise<{ engine: EmbeddedEngine; storage: FaultyStorage }> {
  const engine = new EmbeddedEngine({ ...DEFAULTS, maxLogBytes: 64 * 1024 * 1024, ...options });
  const coldBytes = 4 * 1024 * 1024;
  await engine.open({
    storage,
    fsync,
    journalFileBytes: JOURNAL_FILE_BYTES,
    coldBytes,
    maxDiskBytes,
    onFailure,
    onFull,
  });
  onTestFinished(async () => {
    if (!storage.isOff) await engine.close();
  });
  return { engine, storage };
}
