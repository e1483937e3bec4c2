import { kafka } from "./kafka/kafka.js";
import { natsFile, natsMemory } from "./nats/nats.js";
import type { Peer } from "./peer.js";
import { redis } from "./redis/redis.js";

export type {
  Latency,
  LatencyOptions,
  Peer,
  ProduceOptions,
  ReplayOptions,
  RunningPeer,
  StartOptions,
  Throughput,
} from "./peer.js";

export const peers: readonly Peer[] = [kafka, natsMemory, natsFile, redis];
