import { logVerbosity, setLogVerbosity } from "@grpc/grpc-js";
import { ClientError, createChannel, createClientFactory, Status } from "nice-grpc";
import { ErrorInfo, errorDetailsClientMiddleware, RichClientError } from "nice-grpc-error-details";
import type { ProduceError } from "../../gen/ts/headwater/v1/broker_service.js";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import type { BrokerClient } from "./broker.js";
import { Failure } from "./failure.js";
import { allTopics } from "./pages.js";
import { closest } from "./suggestion.js";

/** How long it may take to find what was meant. Milliseconds. */
const PATIENCE_MS = 1000;

export interface Connection {
  readonly client: BrokerClient;
  close(): void;
}

/** Opened by its first call. */
export function connect(server: string): Connection {
  if (process.env.GRPC_VERBOSITY === undefined) setLogVerbosity(logVerbosity.NONE);
  const channel = createChannel(server, undefined, { "grpc.max_receive_message_length": -1 });
  return {
    client: createClientFactory().use(errorDetailsClientMiddleware).create(BrokerServiceDefinition, channel),
    close: () => channel.close(),
  };
}

/** The reason and the facts that a broker refuses with; empty where it is not a broker that does. */
export interface Refusal {
  readonly reason: string;
  readonly metadata: { readonly [name: string]: string };
}

export function refusalOf(error: unknown): Refusal {
  const details = error instanceof RichClientError ? error.extra : [];
  const info = details.find((detail) => detail.$type === ErrorInfo.$type);
  return { reason: info?.reason ?? "", metadata: info?.metadata ?? {} };
}

/** What a call failed with, as one line that says what to do next. What no call failed with stays what it is. */
export async function explain(error: unknown, server: string, client: BrokerClient): Promise<unknown> {
  if (!(error instanceof ClientError)) return error;
  const { code, details } = error;
  const { reason, metadata } = refusalOf(error);
  if (reason !== "") return new Failure(await refusalMessage(client, { reason, metadata, message: details }));
  if (code === Status.UNAVAILABLE && !/dropped|goaway|reset/i.test(details)) {
    return new Failure(
      `no broker at ${server}: start one with \`headwater serve\`, or set --server or HEADWATER_SERVER`,
    );
  }
  if (code === Status.UNAVAILABLE) {
    return new Failure(`the connection to the broker at ${server} was lost: see whether it still runs`);
  }
  if (code === Status.UNIMPLEMENTED) {
    return new Failure(`what answers at ${server} is no Headwater broker: set --server or HEADWATER_SERVER`);
  }
  return new Failure(`${details} (${Status[code]})`);
}

/** The broker speaks of calls; here it is commands that help. */
export async function refusalMessage(
  client: BrokerClient,
  { reason, metadata, message }: Pick<ProduceError, "reason" | "metadata" | "message">,
): Promise<string> {
  const { topic, group } = metadata;
  switch (reason) {
    case "TOPIC_NOT_FOUND": {
      const meant = await closestTopic(client, topic);
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
export async function closestTopic(client: BrokerClient, topic = ""): Promise<string | undefined> {
  const names = await allTopics(client, AbortSignal.timeout(PATIENCE_MS)).catch(() => []);
  const meant = closest(
    topic,
    names.map(({ name }) => name),
  );
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}
