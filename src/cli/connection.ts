import { logVerbosity, setLogVerbosity } from "@grpc/grpc-js";
import { Connection } from "../client/connection.js";
import { HeadwaterError, toHeadwaterError } from "../client/errors.js";
import { Groups } from "../client/groups.js";
import { Topics } from "../client/topics.js";
import type { Broker } from "./broker.js";
import { Failure } from "./failure.js";
import { all, withinTime } from "./pages.js";
import { closest } from "./suggestion.js";

/** How long it may take to find what was meant. Milliseconds. */
const PATIENCE_MS = 1000;

/** Opened by its first call. */
export function connect(server: string): Broker {
  if (process.env.GRPC_VERBOSITY === undefined) setLogVerbosity(logVerbosity.NONE);
  const connection = new Connection(server);
  return { connection, topics: new Topics(connection), groups: new Groups(connection) };
}

/** The broker's reason; `undefined` where it is not a broker that refuses. */
export function reasonOf(error: unknown): string | undefined {
  const known = toHeadwaterError(error);
  return known instanceof HeadwaterError ? known.reason : undefined;
}

/** What a call failed with, as one line that says what to do next. What no call failed with stays what it is. */
export async function explain(error: unknown, broker: Broker): Promise<unknown> {
  const known = toHeadwaterError(error);
  if (!(known instanceof HeadwaterError)) return error;
  const { code, reason, message } = known;
  const { server, hasBeenReady } = broker.connection;
  if (reason !== undefined) return new Failure(await refusalMessage(known, broker));
  if (code === "UNAVAILABLE") {
    return new Failure(
      hasBeenReady
        ? `the connection to the broker at ${server} was lost: see whether it still runs`
        : `no broker at ${server}: start one with \`headwater serve\`, or set --server or HEADWATER_SERVER`,
    );
  }
  if (code === "UNIMPLEMENTED") {
    return new Failure(`what answers at ${server} is no Headwater broker: set --server or HEADWATER_SERVER`);
  }
  return new Failure(`${message} (${code})`);
}

/** The broker speaks of calls; here it is commands that help. */
export async function refusalMessage({ reason, metadata, message }: HeadwaterError, broker: Broker): Promise<string> {
  const { topic, group } = metadata;
  switch (reason) {
    case "TOPIC_NOT_FOUND": {
      const meant = await closestTopic(broker, topic);
      const hint = `create it with \`headwater topics create ${topic}\``;
      return `topic ${topic} does not exist: ${meant === undefined ? hint : `${hint}; ${meant}`}`;
    }
    case "TOPIC_ALREADY_EXISTS":
      return `topic ${topic} exists already: change it with \`headwater topics alter ${topic}\``;
    case "PARTITION_NOT_FOUND":
    case "OFFSET_OUT_OF_RANGE":
      return `${message}; \`headwater topics describe ${topic}\` shows them`;
    case "GROUP_NOT_FOUND":
      return `group ${group} does not exist: \`headwater groups list\` shows those that do`;
    case "GROUP_NOT_EMPTY":
      return `group ${group} has members: stop them first; \`headwater groups describe ${group}\` shows them`;
    default:
      return message;
  }
}

/** As in `did you mean orders?`, where there is a topic whose name is close to this one. */
export async function closestTopic({ topics }: Broker, topic = ""): Promise<string | undefined> {
  const names = await withinTime(all(topics.list()), PATIENCE_MS).catch(() => []);
  const meant = closest(
    topic,
    names.map(({ name }) => name),
  );
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}
