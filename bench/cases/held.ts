import { totalmem } from "node:os";
import { median, minMax } from "../report/columns.js";
import { number } from "../report/format.js";
import { subjectTable } from "../report/tables.js";
import type { Family, Subject } from "../run/case.js";
import { LeftOut } from "../run/left-out.js";
import type { ProduceOutput } from "./outputs.js";

const TOPIC = "bench";
const RECORDS = 10_000_000;
const VALUE_BYTES = 100;
const MAX_LOG_BYTES = 4 * 2 ** 30;
/** Memory that the broker, the load and the system need at the peak. */
const NEEDED_BYTES = 6 * 2 ** 30;
/** Long enough for a p99.9 of turns of a millisecond. */
const FULL_SPEED = { warmupSeconds: 1, seconds: 4 };

const tenMillion: Subject = {
  id: "broker",
  name: "Headwater",
  kind: "broker",
  measure(bench) {
    if (totalmem() < NEEDED_BYTES) {
      throw new LeftOut(`it needs ${NEEDED_BYTES / 2 ** 30} GiB of memory, and this machine has less`);
    }
    const settings = { maxLogBytes: MAX_LOG_BYTES, defaultRetentionMs: -1 };
    return bench.withBroker(async (server) => {
      const target = server.address;
      await bench.load("create-topic", { target, topic: TOPIC, partitions: 1 });
      const before = await server.stats();
      await server.reset();
      const fill = { target, topic: TOPIC, records: RECORDS, "value-bytes": VALUE_BYTES };
      const filled = await bench.load<ProduceOutput>("fill", fill);
      const after = await server.stats();
      const load = { topic: TOPIC, records: 1000, "value-bytes": VALUE_BYTES, stream: true };
      const full = await bench.underLoad<ProduceOutput>(server, "produce", load, FULL_SPEED);
      const beyondValue = (bytes: number) => bytes / RECORDS - VALUE_BYTES;
      return {
        figures: {
          fillRecordsPerSecond: filled.recordsPerSecond,
          overheadBytesPerRecord: beyondValue(after.rssBytes - before.rssBytes),
          bufferOverheadBytesPerRecord: beyondValue(after.arrayBuffersBytes - before.arrayBuffersBytes),
          fillLongestPauseMs: after.loopDelayMs.max,
          recordsPerSecond: full.output.recordsPerSecond,
          loopDelayP99Ms: full.server.loopDelayMs.p99,
          loopDelayP999Ms: full.server.loopDelayMs.p999,
          longestPauseMs: full.server.loopDelayMs.max,
        },
        server: full.server,
      };
    }, settings);
  },
};

export const held: Family = {
  id: "held",
  title: "Ten million records held",
  about: `A topic of one partition is filled with records of ${VALUE_BYTES} bytes without keys, over a ProduceStream of 1000 records a message, and
then appended to for ${FULL_SPEED.seconds} seconds at full speed. Bytes of a record are what the broker's resident memory grew by while it was
filled, less the value; those of its buffers alone stand beside it. A pause is a delay of the event loop.`,
  cases: [{ id: "held/10M", name: "10 million records", subjects: [tenMillion] }],
  table: subjectTable([
    median("bytes of a record beyond its value", "overheadBytesPerRecord", number),
    minMax("overheadBytesPerRecord", number),
    median("of its buffers", "bufferOverheadBytesPerRecord", number),
    median("filled at, records/s", "fillRecordsPerSecond"),
    median("longest pause then, ms", "fillLongestPauseMs", number),
    median("full speed, records/s", "recordsPerSecond"),
    median("loop delay p99, ms", "loopDelayP99Ms", number),
    median("p99.9", "loopDelayP999Ms", number),
    minMax("loopDelayP999Ms", number),
    median("max", "longestPauseMs", number),
  ]),
};
