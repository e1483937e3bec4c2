import type { DiskSettings } from "./engine/embedded/engine.js";
import { type DataDirectory, openDataDirectory } from "./engine/embedded/storage/data-directory.js";
import type { Log } from "./log.js";
import { MAX_ENTRY_OVERHEAD } from "./record/format.js";
import type { Settings } from "./settings.js";

const MIB = 1024 * 1024;

/** Bytes of one file of the journal, unless requests may be larger than half of that. */
const JOURNAL_FILE_BYTES = 64 * MIB;

/** The share of the memory for logs that cold reads have, and how much that is at least. */
const COLD_SHARE = 8;
const MIN_COLD_BYTES = 8 * MIB;

/** How often the log says how far a start has come. Milliseconds. */
const PROGRESS_MS = 1000;

/** Bytes of the memory for logs that cold reads have. */
export function coldBytes({ maxLogBytes }: Settings): number {
  return Math.max(MIN_COLD_BYTES, Math.floor(maxLogBytes / COLD_SHARE));
}

/** Holds the directory of a broker. `undefined`: it has none. */
export async function holdDataDir({ dataDir }: Settings): Promise<DataDirectory | undefined> {
  return dataDir === "" ? undefined : openDataDirectory(dataDir);
}

/** What the engine needs to know of the disk. */
export function diskSettings(
  { storage }: DataDirectory,
  settings: Settings,
  log: Log,
  onFailure: (error: Error) => void,
): DiskSettings {
  const { fsync, fsyncIntervalMs, maxDiskBytes, maxMessageBytes, maxRequestRecords } = settings;
  const startedMs = performance.now();
  let loggedMs = startedMs;
  return {
    storage,
    fsync: fsync === "interval" ? { when: fsync, intervalMs: fsyncIntervalMs } : { when: fsync },
    journalFileBytes: Math.max(JOURNAL_FILE_BYTES, 2 * (maxMessageBytes + maxRequestRecords * MAX_ENTRY_OVERHEAD)),
    coldBytes: coldBytes(settings),
    maxDiskBytes: maxDiskBytes || Number.POSITIVE_INFINITY,
    onFailure,
    onProgress: ({ file, bytes }) => {
      if (performance.now() - loggedMs < PROGRESS_MS) return;
      loggedMs = performance.now();
      log.info({ file, bytes }, "starting: the journal is read");
    },
    onFull: (isFull) => {
      if (isFull) log.warn("the disk is full: records are refused with LOG_FULL until there is room");
      else log.info("the disk has room again");
    },
  };
}
