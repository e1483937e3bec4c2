import type { Family } from "../run/case.js";
import { clients } from "./clients.js";
import { fairness } from "./fairness.js";
import { fanOut } from "./fan-out.js";
import { groups } from "./groups.js";
import { held } from "./held.js";
import { latency } from "./latency.js";
import { partitions } from "./partitions.js";
import { peerLatency, peers, start } from "./peers.js";
import { produce, produceStream } from "./produce.js";
import { replay } from "./replay.js";

/** All cases, in the order of the page. */
export const FAMILIES: readonly Family[] = [
  produce,
  produceStream,
  replay,
  latency,
  fanOut,
  groups,
  held,
  partitions,
  start,
  clients,
  fairness,
  // Last, because peers run until the end.
  peers,
  peerLatency,
];
