import { type Channel, type Client, createChannel, createClient } from "nice-grpc";
import { BrokerServiceDefinition } from "../../gen/ts/index.headwater.v1.js";
import { startBroker } from "../../src/index.js";

export interface TestBroker {
  /** "127.0.0.1:PORT" */
  readonly address: string;
  readonly client: Client<BrokerServiceDefinition>;
  close(): Promise<void>;
}

/** A broker in this process, on a free port, with a client. */
export async function startTestBroker(): Promise<TestBroker> {
  const broker = await startBroker({ grpcListen: "127.0.0.1:0" });
  const channel: Channel = createChannel(broker.address);
  return {
    address: broker.address,
    client: createClient(BrokerServiceDefinition, channel),
    async close() {
      channel.close();
      await broker.close();
    },
  };
}
