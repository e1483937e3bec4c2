import type { Api } from "../../gen/kafka/apis.js";
import type { Init, KafkaReader, KafkaWriter } from "../kafka-protocol/messages.js";
import type { Broker } from "./broker.js";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Who calls, and how. */
export interface Caller {
  readonly version: number;
  readonly clientId: string;
  /** The client's address, without its port. */
  readonly host: string;
  /** The address at which it reached the broker. */
  readonly local: Address;
  /** Aborted when the connection is over or the broker closes. */
  readonly signal: AbortSignal;
}

/** One of Kafka's calls that this broker answers. */
export interface ServedApi {
  readonly api: Api;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** @returns what writes the answer; nothing where the client waits for none */
  answer(
    broker: Broker,
    request: KafkaReader,
    caller: Caller,
  ): Promise<((writer: KafkaWriter, version: number) => void) | undefined>;
}

interface Definition<Request, Response> {
  readonly api: Api;
  /** The range that is answered. Absent: all that the definition has. */
  readonly versions?: readonly [min: number, max: number];
  readonly read: (reader: KafkaReader, version: number) => Request;
  readonly write: (writer: KafkaWriter, version: number, response: Init<Response>) => void;
  readonly handle: (broker: Broker, request: Request, caller: Caller) => Promise<Init<NoInfer<Response>> | undefined>;
}

export function serve<Request, Response>({
  api,
  versions = [api.minVersion, api.maxVersion],
  read,
  write,
  handle,
}: Definition<Request, Response>): ServedApi {
  return {
    api,
    minVersion: versions[0],
    maxVersion: versions[1],
    async answer(broker, request, caller) {
      const response = await handle(broker, read(request, caller.version), caller);
      return response && ((writer, version) => write(writer, version, response));
    },
  };
}
