import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";
import type { Settings } from "./settings.js";

const MIB = 1024 * 1024;

/** What a process takes before it has done anything: Node's code, its threads and an empty heap. */
const PROCESS_BYTES = 64 * MIB;

/** More than this is of no use to requests under way, nor to answers. */
const MAX_DERIVED_PENDING_BYTES = 128 * MIB;

/** How much one of each takes, with all that hangs on it. */
const CONNECTION_BYTES = 32 * 1024;
const CALL_BYTES = 16 * 1024;
const SUBSCRIBED_PARTITION_BYTES = 256;
const COMMITTED_OFFSET_BYTES = 128;

/** The counts that are derived, and the most that they are derived to. */
const MAX_DERIVED_CALLS = 10_000;
const MAX_DERIVED_ENTRIES = 1_000_000;

/** Settings for which 0 stands for what the memory has room for. */
export type DerivedSetting =
  | "maxMemoryBytes"
  | "maxLogBytes"
  | "maxPendingBytes"
  | "maxConnections"
  | "maxStreams"
  | "maxWaitingFetches"
  | "maxSubscribedPartitions"
  | "maxCommittedOffsets";

/** How the memory is divided. Bytes. */
export interface MemoryBudget {
  /** All that the process is to take. */
  readonly total: number;
  readonly logs: number;
  /** Requests that are incomplete or unanswered, and with Kafka's clients their answers. */
  readonly requests: number;
  /** Answers and batches that are not sent yet. */
  readonly answers: number;
  /** Connections, calls, groups and cursors. */
  readonly state: number;
}

/** Bytes that this process may use: the machine's memory or, in a container, the container's limit. */
export function availableMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

/** The same settings, with a figure for each that was left to the broker. */
export function deriveSettings(settings: Settings): Settings {
  const total = settings.maxMemoryBytes || availableMemory();
  const free = Math.max(total - PROCESS_BYTES, total / 2);
  const pending = Math.max(settings.maxMessageBytes, Math.min(free / 16, MAX_DERIVED_PENDING_BYTES));
  const state = stateBytes(total, free);
  const room = (share: number, each: number, most: number) => Math.max(1, Math.min(most, (state * share) / each));
  const derived: Readonly<Record<DerivedSetting, number>> = {
    maxMemoryBytes: total,
    maxLogBytes: free / 2,
    maxPendingBytes: pending,
    maxConnections: room(1 / 4, CONNECTION_BYTES, MAX_DERIVED_CALLS),
    maxStreams: room(3 / 8, CALL_BYTES, MAX_DERIVED_CALLS),
    maxWaitingFetches: room(1 / 8, CALL_BYTES, MAX_DERIVED_CALLS),
    maxSubscribedPartitions: room(1 / 8, SUBSCRIBED_PARTITION_BYTES, MAX_DERIVED_ENTRIES),
    maxCommittedOffsets: room(1 / 8, COMMITTED_OFFSET_BYTES, MAX_DERIVED_ENTRIES),
  };
  const filled = Object.entries(derived).map(([name, value]) => [
    name,
    settings[name as DerivedSetting] || Math.floor(value),
  ]);
  return { ...settings, ...Object.fromEntries(filled) };
}

/** How settings that were derived divide the memory. */
export function memoryBudget({ maxMemoryBytes, maxLogBytes, maxPendingBytes, kafkaListen }: Settings): MemoryBudget {
  const free = Math.max(maxMemoryBytes - PROCESS_BYTES, maxMemoryBytes / 2);
  return {
    total: maxMemoryBytes,
    logs: maxLogBytes,
    requests: maxPendingBytes * (kafkaListen === "off" ? 1 : 2),
    answers: maxPendingBytes,
    state: Math.floor(stateBytes(maxMemoryBytes, free)),
  };
}

/** Whether what the settings allow takes more than there is. */
export function exceedsMemory({ total, logs, requests, answers }: MemoryBudget): boolean {
  return logs + requests + answers + Math.min(PROCESS_BYTES, total / 2) > total;
}

/** What the logs, the requests and the answers leave, as far as V8 lets the heap grow. */
function stateBytes(total: number, free: number): number {
  return Math.min((free * 3) / 8, getHeapStatistics().heap_size_limit * 0.75, total);
}
