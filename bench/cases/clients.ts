import { CLIENTS, type Client, type ClientOutput, type ClientWork } from "../clients/index.js";
import { runProgram } from "../process/children.js";
import { pin } from "../process/cores.js";
import { median, minMax, ratioTo } from "../report/columns.js";
import { subjectTable } from "../report/tables.js";
import type { Bench } from "../run/bench.js";
import type { Family, Subject } from "../run/case.js";
import { LeftOut } from "../run/left-out.js";
import type { Measurement } from "../run/result.js";

const TOPIC = "bench";
const VALUE_BYTES = 100;
const BATCH = 1000;
const HELD = 1_000_000;
/** Records of a run, chosen so that a run takes a few seconds. */
const RECORDS: Readonly<Record<ClientWork["mode"], Readonly<Record<string, number>>>> = {
  produce: { python: 300_000 },
  replay: { typescript: 2_000_000, "typescript-batches": 2_000_000, go: 2_000_000 },
};
const RECORDS_OF_OTHERS = 1_000_000;

const available = new Map<Client, Promise<string | undefined>>();

async function measure(bench: Bench, client: Client, mode: ClientWork["mode"]): Promise<Measurement> {
  const missing = available.get(client) ?? client.available();
  available.set(client, missing);
  const reason = await missing;
  if (reason !== undefined) throw new LeftOut(reason);
  return bench.withBroker(async (server) => {
    const target = server.address;
    const topic = { target, topic: TOPIC };
    await bench.load("create-topic", { ...topic, partitions: 1, "retention-bytes": 512 * 2 ** 20 });
    if (mode === "replay") await bench.load("fill", { ...topic, records: HELD, "value-bytes": VALUE_BYTES });
    const records = RECORDS[mode][client.id] ?? RECORDS_OF_OTHERS;
    const batch = mode === "produce" ? BATCH : 0;
    const { file, args, env } = client.command({ ...topic, mode, records, valueBytes: VALUE_BYTES, batch });
    const { stdout } = await runProgram(pin([file, ...args], bench.cores.pinned?.load), { env });
    const { recordsPerSecond } = JSON.parse(stdout) as ClientOutput;
    return { figures: { recordsPerSecond } };
  });
}

function subjects(mode: ClientWork["mode"]): Subject[] {
  return CLIENTS.filter(({ modes }) => modes.includes(mode)).map((client) => ({
    id: client.id,
    name: client.name,
    kind: "client",
    measure: (bench) => measure(bench, client, mode),
  }));
}

export const clients: Family = {
  id: "clients",
  title: "Clients as users have them",
  about: `Programs of a page in each language, with records of ${VALUE_BYTES} bytes: they produce ${BATCH} to a request and replay a topic of
${HELD.toLocaleString("en-US")} records from its start, each record as an object of the language. The rate is what the client can do on one
processor; the broker waits for it.`,
  cases: [
    { id: "clients/produce", name: "produce", subjects: subjects("produce") },
    { id: "clients/replay", name: "replay", subjects: subjects("replay") },
  ],
  table: subjectTable([
    median("records/s", "recordsPerSecond"),
    minMax("recordsPerSecond"),
    ratioTo("ts-proto", "to ts-proto's objects", "recordsPerSecond"),
  ]),
};
