import { readFileSync } from "node:fs";
import { join } from "node:path";
import { peers as PEERS, type Peer } from "../peers/index.js";
import { median, minMax, ratioFrom, ratioTo, spreadOf } from "../report/columns.js";
import { mebibytes, number } from "../report/format.js";
import { subjectTable } from "../report/tables.js";
import type { Bench } from "../run/bench.js";
import type { Case, Family, Subject } from "../run/case.js";
import type { Figures, Measurement } from "../run/result.js";
import type { ServerStats } from "../servers/measured.js";
import { tail } from "./latency.js";
import { latencyFigures, type ProduceOutput, type ReplayOutput } from "./outputs.js";
import { inFlight, broker as producing } from "./produce.js";

const TOPIC = "bench";
const BATCH = 1000;
const RATE = 1000;
/** Keeps about as much for the replay as the peers do. */
const RETENTION_BYTES = 2 ** 30;

/** Appends in batches for one run, then reads the appended records from the start. */
function batchesOfBroker(valueBytes: number): Subject {
  return {
    id: "broker",
    name: "Headwater",
    kind: "broker",
    measure: (bench) =>
      bench.withBroker(async (server) => {
        const topic = { topic: TOPIC, "retention-bytes": RETENTION_BYTES };
        await bench.load("create-topic", { target: server.address, ...topic });
        const appended = await bench.underLoad<ProduceOutput>(server, "produce", {
          topic: TOPIC,
          records: BATCH,
          "value-bytes": valueBytes,
          "in-flight": inFlight(BATCH),
          stream: true,
        });
        const replayed = await bench.underLoad<ReplayOutput>(server, "replay", { topic: TOPIC });
        const figures = appendFigures(appended.output.recordsPerSecond, appended.server);
        return {
          figures: { ...figures, replayedPerSecond: replayed.output.recordsPerSecond },
          server: appended.server,
        };
      }),
  };
}

function singlesOfBroker(): Subject {
  const subject = producing({ records: 1, valueBytes: 100 }, true);
  return {
    ...subject,
    async measure(bench) {
      const { figures, server } = await subject.measure(bench);
      return { figures: appendFigures(figures.recordsPerSecond!, server!), server: server! };
    },
  };
}

function appendFigures(appendedPerSecond: number, { cpuSeconds, wallSeconds, rssBytes }: ServerStats): Figures {
  const cpuSecondsPerMillion = (cpuSeconds / wallSeconds / appendedPerSecond) * 1e6;
  return { appendedPerSecond, cpuSecondsPerMillion, rssBytes };
}

async function batchesOf(peer: Peer, bench: Bench, valueBytes: number): Promise<Measurement> {
  const appended = await appendTo(peer, bench, { valueBytes, batch: BATCH });
  const running = await bench.peer(peer);
  const { recordsPerSecond } = await running.replay({
    seconds: bench.plan.rates.seconds,
    core: bench.cores.pinned?.load,
  });
  return { figures: { ...appended, replayedPerSecond: recordsPerSecond } };
}

async function appendTo(peer: Peer, bench: Bench, shape: { valueBytes: number; batch: number }): Promise<Figures> {
  const running = await bench.peer(peer);
  const { recordsPerSecond, cpuSecondsPerMillion } = await running.produce({
    ...shape,
    partitions: 1,
    inFlight: inFlight(shape.batch),
    seconds: bench.plan.rates.seconds,
    core: bench.cores.pinned?.load,
  });
  const rssBytes = running.rssBytes();
  return {
    appendedPerSecond: recordsPerSecond,
    ...(cpuSecondsPerMillion === undefined ? {} : { cpuSecondsPerMillion }),
    ...(rssBytes === undefined ? {} : { rssBytes }),
  };
}

async function latencyOf(peer: Peer, bench: Bench): Promise<Measurement> {
  const running = await bench.peer(peer);
  const { sent, received, latencyMs } = await running.latency({
    valueBytes: 100,
    rate: RATE,
    seconds: bench.plan.latencies.seconds,
    core: bench.cores.pinned?.load,
  });
  if (received < sent) throw new Error(`of ${sent} records at ${RATE}/s only ${received} came`);
  return { figures: latencyFigures(latencyMs) };
}

function peerSubjects(measure: (peer: Peer, bench: Bench) => Promise<Measurement>): Subject[] {
  return PEERS.map((peer) => ({
    id: peer.id,
    name: peer.name,
    kind: "peer",
    measure: (bench) => measure(peer, bench),
  }));
}

const batches: readonly Case[] = ([100, 1024] as const).map((valueBytes) => {
  const size = valueBytes === 100 ? "100 B" : "1 KiB";
  return {
    id: `peers/${size.replace(" ", "")}`,
    name: `${BATCH} x ${size}`,
    subjects: [batchesOfBroker(valueBytes), ...peerSubjects((peer, bench) => batchesOf(peer, bench, valueBytes))],
  };
});

const ABOUT_PEERS = PEERS.map(
  ({ name, promise, tool, omitted }) =>
    `- **${name}** keeps records ${promise}. Driven by ${tool}. Not asked for: ${omitted}`,
).join("\n");

export const peers: Family = {
  id: "peers",
  title: "Peers: append and replay",
  about: `Other products on the same machine in the same run, each from its ordinary package and driven by the best tool of its own
users. They are started once, before their first measurement, and stay while the others are measured. Headwater appends with
ProduceStream, here as everywhere else from its own load generator.

${ABOUT_PEERS}`,
  cases: [
    ...batches,
    {
      id: "peers/single",
      name: `1 x 100 B, ${inFlight(1)} under way`,
      subjects: [
        singlesOfBroker(),
        ...peerSubjects(async (peer, bench) => ({
          figures: await appendTo(peer, bench, { valueBytes: 100, batch: 1 }),
        })),
      ],
    },
  ],
  table: subjectTable([
    median("appended, records/s", "appendedPerSecond"),
    minMax("appendedPerSecond"),
    ratioFrom("broker", "Headwater to it", "appendedPerSecond"),
    median("replayed, records/s", "replayedPerSecond"),
    minMax("replayedPerSecond"),
    ratioFrom("broker", "Headwater to it", "replayedPerSecond"),
    median("server CPU, s per M appended", "cpuSecondsPerMillion", number),
    median("RSS, MiB", "rssBytes", mebibytes),
  ]),
};

export const peerLatency: Family = {
  id: "peers-latency",
  title: "Peers: from produce to a consumer",
  about: `Single records of 100 bytes at ${RATE.toLocaleString("en-US")} a second, from the time at which each was due to be sent until a consumer has it.`,
  cases: [
    {
      id: `peers/latency-${RATE}`,
      name: `${RATE.toLocaleString("en-US")} records/s`,
      subjects: [tail(RATE), ...peerSubjects(latencyOf)],
    },
  ],
  table: subjectTable([
    spreadOf("p50, ms", "p50Ms", number),
    spreadOf("p99, ms", "p99Ms", number),
    spreadOf("p99.9, ms", "p999Ms", number),
    spreadOf("max, ms", "maxMs", number),
  ]),
};

async function startOf(peer: Peer, bench: Bench): Promise<Measurement> {
  await bench.install(peer);
  const running = await peer.start();
  await running.stop();
  return { figures: { firstAnswerMs: running.firstAnswerMs } };
}

const startOfBroker: Subject = {
  id: "broker",
  name: "Headwater",
  kind: "broker",
  async measure(bench) {
    // Older commits keep the program elsewhere.
    const { bin } = JSON.parse(readFileSync(join(bench.root, "package.json"), "utf8")) as {
      bin: { headwater: string };
    };
    const command = [process.execPath, join(bench.root, bin.headwater), "--grpc-listen", "127.0.0.1:{port}"];
    return { figures: { firstAnswerMs: await bench.firstAnswerMs(command) } };
  },
};

export const start: Family = {
  id: "start",
  title: "Start to first answer",
  about: `From the start of the process, with nothing stored, until it answers a first call; it is asked anew every 2 ms, over a new
connection. Nothing is pinned.`,
  cases: [{ id: "start", name: "", subjects: [startOfBroker, ...peerSubjects(startOf)], quick: true }],
  table: subjectTable([
    spreadOf("ms", "firstAnswerMs", number),
    ratioTo("broker", "times as long as Headwater", "firstAnswerMs"),
  ]),
};
