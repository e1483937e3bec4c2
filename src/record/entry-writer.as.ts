/**
 * What an append does for each record, in AssemblyScript: check it, choose its partition, and write the entry that the
 * log keeps. `npm run generate:wasm` compiles this to gen/wasm/entry-writer.ts; wasm-writer.ts is the way in, and
 * plain-writer.ts the same in TypeScript.
 *
 * All tables and buffers are in one memory, as {@link layout} places them. Bytes are moved 16 at a time, and so up to 15
 * beyond what is meant: there are SLACK bytes behind each buffer, and what follows a body is written after it.
 */

import { ENTRY, KEY, MARK_INTERVAL_BYTES, MAX_ENTRY_OVERHEAD, OFFSET, TIMESTAMP_MS, VALUE } from "./format";

const SLACK: u32 = 64;
const NONE: i32 = -1;
const MAX_TIMESTAMP_MS: u64 = 0x1f_ffff_ffff_ffff;

/** Where {@link report} leaves what there is to know, as getting at a global from outside takes longer. */
export const REPORT: usize = 32;

/** Where the tag and the varint of the last timestamp, and the tag of the offset, are kept. */
const STAMP: usize = 16;

/** Record i is input[spans[2 * i] .. spans[2 * i + 1]): u32. */
export let spans: usize = 0;
/** Unix milliseconds of each record: f64. */
let timestamps: usize = 0;
/** The next record of the same partition; NONE: there is none: i32. */
let next: usize = 0;
/** The index of each record's share: i32. */
export let shareOfRecord: usize = 0;
/** What each partition gets: partition, first and last record, and an upper bound of the bytes: 4 x i32. */
export let shares: usize = 0;
/** The index of each partition's share, which may be left over from an earlier request: i32. */
let shareOfPartition: usize = 0;
/** Where a mark's entry starts, how many were written before it, and the latest timestamp from there to the next: 3 x f64. */
export let marks: usize = 0;
export let input: usize = 0;
export let output: usize = 0;
let outputEnd: usize = 0;

/** How many shares, and marks, there are. */
let shareCount: i32 = 0;
let markCount: i32 = 0;
/** Whether a record without key was put where it is such records' turn. */
let tookTurn: bool = false;
/** Bytes that the largest entry takes at most. */
let largest: u32 = 0;

/**
 * Places tables for so many records and partitions, and buffers of so many bytes. What was in them is lost.
 *
 * @returns how large the memory must be
 */
export function layout(records: u32, partitions: u32, inputBytes: u32, outputBytes: u32): usize {
  timestamps = 128;
  marks = timestamps + 8 * records;
  const entryBytes = <f64>inputBytes + <f64>records * <f64>MAX_ENTRY_OVERHEAD;
  shares = marks + 24 * (min(records, <u32>(entryBytes / <f64>MARK_INTERVAL_BYTES) + 1) + 1);
  spans = shares + 16 * min(records, partitions);
  next = spans + 8 * records;
  shareOfRecord = next + 4 * records;
  shareOfPartition = shareOfRecord + 4 * records;
  input = (shareOfPartition + 4 * partitions + 15) & ~15;
  output = (input + inputBytes + SLACK + 15) & ~15;
  return widen(outputBytes);
}

/**
 * Gives the output so many bytes; all else stays.
 *
 * @returns how large the memory must be
 */
export function widen(outputBytes: u32): usize {
  outputEnd = output + outputBytes;
  return outputEnd + SLACK;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function report(): void {
  store<i32>(REPORT, shareCount);
  store<i32>(REPORT, tookTurn ? 1 : 0, 4);
  store<u32>(REPORT, largest, 8);
  store<i32>(REPORT, markCount, 12);
  store<i32>(REPORT, entries, 16);
}

let count: i32 = 0;
let given: i32 = NONE;
let turn: i32 = 0;
let partitions: i32 = 0;

/**
 * Starts a request, whose bytes and spans are in place.
 *
 * @param records how many it has
 * @param target the partition of all of them; NONE: keys say it
 * @param turnOf the partition of those that have no key
 * @param targets how many partitions there are
 */
export function begin(records: i32, target: i32, turnOf: i32, targets: i32): void {
  count = records;
  given = target;
  turn = turnOf;
  partitions = targets;
  shareCount = 0;
  tookTurn = false;
  largest = 0;
}

/**
 * Takes records from `from` on, as long as they have the form that most have: a key, a value and a timestamp or some of
 * these, in this order, once.
 *
 * @returns the first record that was not taken: another form, too large, or something wrong; the count: there is none
 */
export function take(from: i32, maxRecordBytes: u32, nowMs: f64): i32 {
  const left = takeUsual(from, maxRecordBytes, nowMs);
  report();
  return left;
}

function takeUsual(from: i32, maxRecordBytes: u32, nowMs: f64): i32 {
  for (let record = from; record < count; record++) {
    const span = spans + ((<usize>record) << 3);
    const start = input + load<u32>(span);
    const end = input + load<u32>(span, 4);
    if (<u32>(end - start) > maxRecordBytes) return record;
    let pos = start;
    let keyStart: usize = 0;
    let keyEnd: usize = 0;
    // What is read beyond the end makes a position beyond it, and that ends in the general form.
    if (pos < end && load<u8>(pos) === KEY) {
      keyStart = contentOf(pos + 1);
      if (keyStart === 0) return record;
      keyEnd = keyStart + contentLength;
      pos = keyEnd;
    }
    if (pos < end && load<u8>(pos) === VALUE) {
      const valueStart = contentOf(pos + 1);
      if (valueStart === 0) return record;
      pos = valueStart + contentLength;
    }
    let bodyEnd = pos;
    let timestampMs = nowMs;
    if (pos < end && load<u8>(pos) === TIMESTAMP_MS) {
      pos = timestampAt(pos + 1);
      if (pos === 0) return record;
      if (timestamp > 0) timestampMs = <f64>timestamp;
    }
    if (pos !== end) return record;
    store<u32>(span, <u32>(bodyEnd - input), 4);

    give(record, keyStart, keyEnd, timestampMs);
  }
  return count;
}

/**
 * Gives a record, whose span is that of its body, to a partition.
 *
 * @param keyStart of the key in the input; NONE: there is no key
 */
export function put(record: i32, keyStart: i32, keyEnd: i32, timestampMs: f64): void {
  give(record, keyStart < 0 ? 0 : input + keyStart, input + keyEnd, timestampMs);
  report();
}

/** @param keyStart where in memory the key is; 0: there is none */
function give(record: i32, keyStart: usize, keyEnd: usize, timestampMs: f64): void {
  let partition = given;
  if (partition === NONE) {
    if (keyStart !== 0) partition = (murmur2(keyStart, keyEnd) & 0x7fff_ffff) % partitions;
    else {
      partition = turn;
      tookTurn = true;
    }
  }
  store<f64>(timestamps + ((<usize>record) << 3), timestampMs);
  store<i32>(next + ((<usize>record) << 2), NONE);
  const slot = shareOfPartition + ((<usize>partition) << 2);
  let index = load<i32>(slot);
  let share = shares + ((<usize>index) << 4);
  if (<u32>index >= <u32>shareCount || load<i32>(share) !== partition) {
    index = shareCount++;
    store<i32>(slot, index);
    share = shares + ((<usize>index) << 4);
    store<i32>(share, partition);
    store<i32>(share, record, 4);
    store<u32>(share, 0, 12);
  } else store<i32>(next + ((<usize>load<i32>(share, 8)) << 2), record);
  store<i32>(share, record, 8);
  const span = spans + ((<usize>record) << 3);
  const size = load<u32>(span, 4) - load<u32>(span) + MAX_ENTRY_OVERHEAD;
  if (size > largest) largest = size;
  store<u32>(share, load<u32>(share, 12) + size, 12);
  store<i32>(shareOfRecord + ((<usize>record) << 2), index);
}

/** How many entries were written since {@link start}. */
let entries: i32 = 0;
/** Where {@link write} goes on. */
let cursor: i32 = NONE;
let offset: u64 = 0;
let written: f64 = 0;
let markAt: f64 = 0;
let latestMs: f64 = 0;

/**
 * Starts to write a record and those that follow it in its partition.
 *
 * @param firstOffset the offset of the first
 * @param position where the first one will be in its log, which those of the marks are counted from
 * @param at the position from which on the next entry gets a mark
 */
export function start(first: i32, firstOffset: f64, position: f64, at: f64): void {
  cursor = first;
  offset = <u64>firstOffset;
  written = position;
  markAt = at;
  // The first mark is that of the entries before these.
  markCount = 1;
  latestMs = 0;
  store<f64>(marks, 0, 16);
  entries = 0;
}

/**
 * Writes entries to the output until it is full.
 *
 * Timestamp and offset follow the body, because the last one of a field wins in every protobuf decoder.
 *
 * @returns bytes in the output; 0: all is written
 */
export function write(): u32 {
  let pos = output;
  let record = cursor;
  let mark = marks + <usize>(markCount - 1) * 24;
  // In this memory, where it may be before what is written here or far behind it.
  let markFrom = <isize>min(max(markAt - written + <f64>output, 0), <f64>i32.MAX_VALUE);
  while (record >= 0) {
    const span = spans + ((<usize>record) << 3);
    const body = input + load<u32>(span);
    const size = load<u32>(span, 4) - load<u32>(span);
    if (pos + size + MAX_ENTRY_OVERHEAD > outputEnd) break;
    const timestampMs = load<f64>(timestamps + ((<usize>record) << 3));
    if (timestampMs !== stampMs) setStamp(timestampMs);
    if (<isize>pos >= markFrom) {
      markFrom = <isize>pos + MARK_INTERVAL_BYTES;
      mark += 24;
      markCount++;
      const position = written + <f64>(pos - output);
      markAt = position + <f64>MARK_INTERVAL_BYTES;
      store<f64>(mark, position);
      store<f64>(mark, <f64>entries, 8);
      store<f64>(mark, timestampMs, 16);
      latestMs = timestampMs;
    } else if (timestampMs > latestMs) {
      latestMs = timestampMs;
      store<f64>(mark, timestampMs, 16);
    }
    entries++;

    store<u8>(pos++, ENTRY);
    pos = writeVarint(pos, size + stampSize + varintSize(offset));
    for (let from = body, to = pos, end = pos + size; to < end; from += 16, to += 16) {
      v128.store(to, v128.load(from));
    }
    pos += size;
    v128.store(pos, v128.load(STAMP));
    pos = writeVarint(pos + stampSize, offset++);
    record = load<i32>(next + ((<usize>record) << 2));
  }
  cursor = record;
  written += <f64>(pos - output);
  report();
  return <u32>(pos - output);
}

let stampMs: f64 = -1;
let stampSize: u32 = 0;

function setStamp(timestampMs: f64): void {
  stampMs = timestampMs;
  store<u8>(STAMP, TIMESTAMP_MS);
  const end = writeVarint(STAMP + 1, <u64>timestampMs);
  store<u8>(end, OFFSET);
  stampSize = <u32>(end + 1 - STAMP);
}

let contentLength: u32 = 0;

/**
 * Reads a length of up to three bytes, and none too many, into contentLength.
 *
 * @returns where the content starts; 0: it has another form
 */
// @ts-ignore: a decorator of AssemblyScript
@inline
function contentOf(pos: usize): usize {
  const bytes = load<u32>(pos);
  if ((bytes & 0x80) === 0) {
    contentLength = bytes & 0x7f;
    return pos + 1;
  }
  if ((bytes & 0x8000) === 0) {
    contentLength = (bytes & 0x7f) | ((bytes & 0x7f00) >> 1);
    return (bytes & 0x7f00) === 0 ? 0 : pos + 2;
  }
  contentLength = (bytes & 0x7f) | ((bytes & 0x7f00) >> 1) | ((bytes & 0x7f_0000) >> 2);
  return (bytes & 0x80_0000) !== 0 || (bytes & 0x7f_0000) === 0 ? 0 : pos + 3;
}

let timestamp: u64 = 0;

/**
 * Reads a timestamp that is in bounds, and has no byte too many, into timestamp.
 *
 * @returns the position after it; 0: it has another form
 */
function timestampAt(at: usize): usize {
  timestamp = 0;
  let pos = at;
  for (let shift: u64 = 0; shift < 56; shift += 7) {
    const byte = load<u8>(pos++);
    timestamp |= (<u64>(byte & 0x7f)) << shift;
    if ((byte & 0x80) === 0) {
      return (byte === 0 && shift > 0) || timestamp > MAX_TIMESTAMP_MS ? 0 : pos;
    }
  }
  return 0;
}

/**
 * MurmurHash2, 32 bits, by Austin Appleby, with the seed that Kafka's clients use, so that producers of both choose the
 * same partition for a key.
 */
function murmur2(start: usize, end: usize): u32 {
  const multiplier: u32 = 0x5bd1_e995;
  let hash: u32 = 0x9747_b28c ^ <u32>(end - start);
  let pos = start;
  for (; pos + 4 <= end; pos += 4) {
    let word = load<u32>(pos) * multiplier;
    word ^= word >> 24;
    hash = (hash * multiplier) ^ (word * multiplier);
  }
  const rest = end - pos;
  if (rest > 0) {
    hash ^= load<u32>(pos) & ((1 << (<u32>rest << 3)) - 1);
    hash *= multiplier;
  }
  hash ^= hash >> 13;
  hash *= multiplier;
  return hash ^ (hash >> 15);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function varintSize(value: u64): u32 {
  return value < 0x80 ? 1 : (<u32>(63 - clz(value)) / 7) + 1;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function writeVarint(at: usize, number: u64): usize {
  let pos = at;
  let value = number;
  while (value >= 0x80) {
    store<u8>(pos++, <u8>value | 0x80);
    value >>= 7;
  }
  store<u8>(pos++, <u8>value);
  return pos;
}
