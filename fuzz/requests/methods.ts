import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { aHealthCheck, aReflection, BROKER_MESSAGES, type MakeMessage } from "./messages.js";

/** One call that the broker offers. */
export interface Method {
  /** As in `Produce`; with its service where that is not the broker's own. */
  readonly name: string;
  /** As in `/headwater.v1.BrokerService/Produce`. */
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly make: MakeMessage;
  /** How often it is called, beside the others. */
  readonly weight: number;
  /** Decodes a message of the answer; absent for what isn't the broker's own. */
  readonly decodeResponse?: (bytes: Uint8Array) => unknown;
}

const WEIGHTS: { readonly [call: string]: number } = { Produce: 8, ProduceStream: 4, Subscribe: 4, Fetch: 3 };

const own = Object.values(BrokerServiceDefinition.methods).map((method): Method => {
  const { name, requestStream, responseStream, responseType } = method;
  const make = BROKER_MESSAGES[name];
  if (make === undefined) throw new Error(`there is no valid message for ${name} yet: add it to messages.ts`);
  return {
    name,
    path: `/${BrokerServiceDefinition.fullName}/${name}`,
    requestStream,
    responseStream,
    make,
    weight: WEIGHTS[name] ?? 2,
    decodeResponse: (bytes) => responseType.decode(bytes),
  };
});

export const METHODS: readonly Method[] = [
  ...own,
  {
    name: "grpc.health.v1.Health/Check",
    path: "/grpc.health.v1.Health/Check",
    requestStream: false,
    responseStream: false,
    make: aHealthCheck,
    weight: 1,
  },
  {
    name: "grpc.health.v1.Health/List",
    path: "/grpc.health.v1.Health/List",
    requestStream: false,
    responseStream: false,
    make: aHealthCheck,
    weight: 1,
  },
  {
    name: "grpc.health.v1.Health/Watch",
    path: "/grpc.health.v1.Health/Watch",
    requestStream: false,
    responseStream: true,
    make: aHealthCheck,
    weight: 1,
  },
  {
    name: "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    path: "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    requestStream: true,
    responseStream: true,
    make: aReflection,
    weight: 1,
  },
  {
    name: "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    path: "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    requestStream: true,
    responseStream: true,
    make: aReflection,
    weight: 1,
  },
];

/** @throws {Error} for a name that no call has */
export function methodNamed(name: string): Method {
  const method = METHODS.find((one) => one.name === name || one.path === name);
  if (method === undefined) throw new Error(`no call is named ${name}: ${METHODS.map((one) => one.name).join(", ")}`);
  return method;
}
