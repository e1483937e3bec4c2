import { crc32 } from "node:zlib";
import { seal } from "../../src/engine/embedded/storage/frame.js";
import type { JournalWriter, Storage, StorageFile } from "../../src/engine/embedded/storage/storage.js";

const SECTOR_BYTES = 512;

/** What may be done to a disk, in the order in which it is done. */
export type DiskOperation =
  | "create"
  | "write"
  | "sync"
  | "truncate"
  | "rename"
  | "remove"
  | "make-folder"
  | "sync-folder"
  | "read";

/** Called before each operation. @returns the code that it fails with */
export type Fault = (operation: DiskOperation, index: number, path: string) => string | undefined;

/** What a power loss leaves of the sectors that were not synced. */
export type Survival = "all" | "none" | "some";

interface Content {
  now: Uint8Array;
  size: number;
  /** What is on disk for certain. */
  durable: Uint8Array;
  durableSize: number;
  readonly unsynced: Set<number>;
}

type NameChange =
  | { readonly kind: "link"; readonly name: string; readonly content: Content }
  | { readonly kind: "unlink"; readonly name: string }
  | { readonly kind: "rename"; readonly from: string; readonly to: string };

/** A generator of numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A disk in memory that keeps apart what was synced and what was not. At a power loss each sector of 512 bytes that was not
 * synced survives or not, and so does each change of a name. It fails as it is told to.
 *
 * `plant` leaves out what a storage has to do, so that a test can show that it would be noticed.
 */
export class FaultyStorage implements Storage {
  readonly #random: () => number;
  #names = new Map<string, Content>();
  #durableNames = new Map<string, Content>();
  /** By folder, what was not synced. */
  #changes = new Map<string, NameChange[]>();
  #isOff = false;
  operations = 0;
  fault: Fault = () => undefined;
  plant: { noSync?: boolean; noFolderSync?: boolean; resolveBeforeWrite?: boolean } = {};
  /** Turns of the event loop that a sync takes. */
  syncTurns = 0;
  capacity = Number.POSITIVE_INFINITY;
  /** What every sync waits for. */
  hold: Promise<void> | undefined;

  constructor(random: () => number) {
    this.#random = random;
  }

  async open(path: string): Promise<StorageFile> {
    const content = this.#names.get(path);
    if (content === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });
    return this.#file(path, content);
  }

  async create(path: string): Promise<StorageFile> {
    await this.#begin("create", path);
    if (this.#names.has(path)) throw Object.assign(new Error(`EEXIST: ${path}`), { code: "EEXIST" });
    const content: Content = {
      now: new Uint8Array(0),
      size: 0,
      durable: new Uint8Array(0),
      durableSize: 0,
      unsynced: new Set(),
    };
    this.#names.set(path, content);
    this.#changed(path, { kind: "link", name: path, content });
    return this.#file(path, content);
  }

  async list(folder: string): Promise<readonly string[]> {
    const start = folder === "" ? "" : `${folder}/`;
    const names = [...this.#names.keys()].filter((path) => path.startsWith(start));
    return [...new Set(names.map((path) => path.slice(start.length).split("/")[0]!))];
  }

  async makeFolder(folder: string): Promise<void> {
    await this.#begin("make-folder", folder);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#begin("rename", from);
    this.#names.set(to, this.#names.get(from)!);
    this.#names.delete(from);
    this.#changed(to, { kind: "rename", from, to });
  }

  async remove(path: string): Promise<void> {
    await this.#begin("remove", path);
    for (const name of [...this.#names.keys()]) {
      if (name !== path && !name.startsWith(`${path}/`)) continue;
      this.#names.delete(name);
      this.#changed(name, { kind: "unlink", name });
    }
  }

  async syncFolder(folder: string): Promise<void> {
    await this.#begin("sync-folder", folder);
    if (this.plant.noFolderSync) return;
    if (this.#isOff) await this.#turn();
    for (const change of this.#changes.get(folder) ?? []) apply(this.#durableNames, change);
    this.#changes.delete(folder);
  }

  async freeBytes(): Promise<number> {
    return this.capacity - this.used;
  }

  startWriter(): JournalWriter {
    return {
      write: async (file, frames, position, sync) => {
        seal(frames, crc32);
        // The memory is lent for the time of the call, and is used again then.
        const copy = frames.slice();
        const work = async () => {
          if (copy.length > 0) await file.write(copy, position);
          if (sync) await file.sync();
        };
        if (this.plant.resolveBeforeWrite) setImmediate(() => void work().catch(() => {}));
        else await work();
      },
      close: async () => {},
    };
  }

  /** Whether the power was lost: nothing ends any more. */
  get isOff(): boolean {
    return this.#isOff;
  }

  /** Every byte of every file, by path. */
  contents(): Map<string, Uint8Array> {
    return new Map([...this.#names].map(([path, { now, size }]) => [path, now.slice(0, size)]));
  }

  /** A disk with these files, all of it synced. */
  static of(files: ReadonlyMap<string, Uint8Array>, random: () => number): FaultyStorage {
    const storage = new FaultyStorage(random);
    for (const [path, bytes] of files) storage.#names.set(path, durableContent(bytes.slice()));
    storage.#durableNames = new Map(storage.#names);
    return storage;
  }

  /** Nothing that is under way ends any more. @returns the disk as it is when the power is back */
  powerLoss(survival: Survival): FaultyStorage {
    this.#isOff = true;
    const survives = () => survival === "all" || (survival === "some" && this.#random() < 0.5);
    const names = new Map(this.#durableNames);
    for (const changes of this.#changes.values()) for (const change of changes) if (survives()) apply(names, change);
    const storage = new FaultyStorage(this.#random);
    storage.plant = this.plant;
    storage.syncTurns = this.syncTurns;
    const contents = new Map<Content, Content>();
    for (const [path, content] of names) {
      if (!contents.has(content)) contents.set(content, this.#remains(content, survives));
      storage.#names.set(path, contents.get(content)!);
    }
    storage.#durableNames = new Map(storage.#names);
    return storage;
  }

  #remains({ now, size, durable, durableSize, unsynced }: Content, survives: () => boolean): Content {
    const kept = size === durableSize || survives() ? size : durableSize;
    const bytes = new Uint8Array(kept);
    bytes.set(durable.subarray(0, Math.min(durableSize, kept)));
    for (const sector of unsynced) {
      const start = sector * SECTOR_BYTES;
      const end = Math.min(start + SECTOR_BYTES, size, kept);
      if (start < end && survives()) bytes.set(now.subarray(start, end), start);
    }
    return durableContent(bytes);
  }

  #file(path: string, content: Content): StorageFile {
    return {
      size: async () => content.size,
      read: async (into, position) => {
        await this.#begin("read", path);
        const end = Math.min(content.size, position + into.length);
        if (end <= position) return 0;
        into.set(content.now.subarray(position, end));
        return end - position;
      },
      write: async (bytes, position) => {
        const code = await this.#begin("write", path, false);
        const growth = position + bytes.length - content.size;
        const isFull = growth > 0 && this.used + growth > this.capacity;
        // A write that fails may have written its start.
        const most = isFull ? Math.max(0, bytes.length - growth + this.capacity - this.used) : bytes.length;
        const part = code || isFull ? bytes.subarray(0, Math.floor(this.#random() * most)) : bytes;
        put(content, part, position);
        if (code || isFull) throw failure(code ?? "ENOSPC", "write", path);
      },
      sync: async () => {
        await this.#begin("sync", path);
        await this.hold;
        for (let turn = 0; turn < this.syncTurns; turn++) await this.#turn();
        if (this.plant.noSync) return;
        // It may have gone off since the last turn.
        if (this.#isOff) await this.#turn();
        content.durable = content.now.slice(0, content.size);
        content.durableSize = content.size;
        content.unsynced.clear();
      },
      truncate: async (bytes) => {
        await this.#begin("truncate", path);
        content.now.fill(0, bytes);
        content.size = bytes;
      },
      close: async () => {},
    };
  }

  /** @returns the code to fail with, where the caller throws it */
  async #begin(operation: DiskOperation, path: string, throws = true): Promise<string | undefined> {
    await this.#turn();
    const code = this.fault(operation, operation === "read" ? this.operations : ++this.operations, path);
    await this.#turn();
    if (code !== undefined && throws) throw failure(code, operation, path);
    return code;
  }

  /** Goes on later, but never once the power is off. */
  async #turn(): Promise<void> {
    await Promise.resolve();
    if (this.#isOff) await new Promise<never>(() => {});
  }

  #changed(path: string, change: NameChange): void {
    const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    const changes = this.#changes.get(folder);
    if (changes === undefined) this.#changes.set(folder, [change]);
    else changes.push(change);
  }

  get used(): number {
    let bytes = 0;
    for (const { size } of this.#names.values()) bytes += size;
    return bytes;
  }
}

function apply(names: Map<string, Content>, change: NameChange): void {
  if (change.kind === "link") names.set(change.name, change.content);
  else if (change.kind === "unlink") names.delete(change.name);
  else {
    const content = names.get(change.from);
    if (content === undefined) return;
    names.delete(change.from);
    names.set(change.to, content);
  }
}

function durableContent(bytes: Uint8Array): Content {
  return { now: bytes, size: bytes.length, durable: bytes.slice(), durableSize: bytes.length, unsynced: new Set() };
}

function put(content: Content, bytes: Uint8Array, position: number): void {
  const end = position + bytes.length;
  if (end > content.now.length) {
    const grown = new Uint8Array(Math.max(end, 2 * content.now.length));
    grown.set(content.now);
    content.now = grown;
  }
  content.now.set(bytes, position);
  content.size = Math.max(content.size, end);
  for (let sector = Math.floor(position / SECTOR_BYTES); sector * SECTOR_BYTES < end; sector++) {
    content.unsynced.add(sector);
  }
}

function failure(code: string, operation: DiskOperation, path: string): Error {
  return Object.assign(new Error(`${code}: ${operation} of ${path}`), { code });
}
