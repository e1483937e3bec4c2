import { createChannel, createClientFactory } from "nice-grpc";
import { errorDetailsClientMiddleware } from "nice-grpc-error-details";
import { onTestFinished } from "vitest";
import type { Broker } from "../../src/index.js";

const asItIs = (bytes: Uint8Array) => bytes;

/** Calls a method with bytes instead of a message, whatever they are, and gives the bytes of every answer. */
export async function sendBytes(
  { address }: Pick<Broker, "address">,
  method: string,
  request: Uint8Array,
): Promise<Uint8Array[]> {
  const channel = createChannel(address, undefined, { "grpc.use_local_subchannel_pool": 1 });
  onTestFinished(() => channel.close());
  const definition = {
    call: {
      path: `/headwater.v1.BrokerService/${method}`,
      requestStream: false,
      responseStream: true,
      requestSerialize: asItIs,
      requestDeserialize: asItIs,
      responseSerialize: asItIs,
      responseDeserialize: asItIs,
      options: {},
    },
  } as const;
  const client = createClientFactory().use(errorDetailsClientMiddleware).create(definition, channel);
  const answers: Uint8Array[] = [];
  for await (const answer of client.call(request)) answers.push(answer);
  return answers;
}
