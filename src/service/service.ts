import type { Engine } from "../engine/engine.js";
import type { Log } from "../log.js";
import { brokerCalls } from "./broker.js";
import { type FetchLimits, fetchCalls } from "./fetch.js";
import { groupCalls } from "./groups.js";
import { offsetCalls } from "./offsets.js";
import { produceCalls } from "./produce.js";
import { type SubscribeDefaults, subscribeCalls } from "./subscribe.js";
import { topicCalls } from "./topics.js";

export type BrokerService = ReturnType<typeof createBrokerService>;

/**
 * The calls of `headwater.v1.BrokerService`, from their messages to the engine and back. What carries the messages is not
 * known here. Records and batches stay as they are on the wire, and are decoded and encoded by who does know.
 */
export function createBrokerService(engine: Engine, settings: FetchLimits & SubscribeDefaults, log: Log) {
  return {
    ...topicCalls(engine),
    ...produceCalls(engine, log),
    ...fetchCalls(engine, settings),
    ...subscribeCalls(engine, settings),
    ...offsetCalls(engine),
    ...groupCalls(engine),
    ...brokerCalls(engine),
  };
}
