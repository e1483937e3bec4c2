import { cpuPerMillion, loadCpu, loopDelayP99, median, minMax, residentMemory } from "../report/columns.js";
import { subjectTable } from "../report/tables.js";
import type { Case, Family } from "../run/case.js";
import { type GroupsOutput, loadFigures } from "./outputs.js";

const TOPIC = "bench";
const VALUE_BYTES = 100;
const RECORDS = 500_000;

function groupsCase(groups: number): Case {
  return {
    id: `groups/${groups}`,
    name: `${groups} group${groups > 1 ? "s" : ""}`,
    subjects: [
      {
        id: "broker",
        name: "Headwater",
        kind: "broker",
        measure: (bench) =>
          bench.withBroker(async (server) => {
            const target = server.address;
            await bench.load("create-topic", { target, topic: TOPIC, partitions: 1 });
            await bench.load("fill", { target, topic: TOPIC, records: RECORDS, "value-bytes": VALUE_BYTES });
            const found = await bench.underLoad<GroupsOutput>(server, "groups", { topic: TOPIC, groups });
            const { recordsPerSecond, commits, seconds } = found.output;
            const figures = { recordsPerSecond, commitsPerSecond: commits / seconds, ...loadFigures(found.output) };
            return { figures, server: found.server };
          }),
      },
    ],
  };
}

export const groups: Family = {
  id: "groups",
  title: "Groups",
  about: `So many groups at a time, each of one member, read a topic of ${RECORDS.toLocaleString("en-US")} records of ${VALUE_BYTES} bytes from its start and commit after
every batch with a CommitOffsets call. One that has read all is replaced by a new one. The rate is that of all together.`,
  cases: [1, 10, 100].map(groupsCase),
  table: subjectTable([
    median("records/s", "recordsPerSecond"),
    minMax("recordsPerSecond"),
    median("commits/s", "commitsPerSecond"),
    cpuPerMillion("server CPU, s per M records", "recordsPerSecond"),
    residentMemory,
    loopDelayP99,
    loadCpu,
  ]),
};
