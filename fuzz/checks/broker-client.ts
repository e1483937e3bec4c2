import { type Channel, createChannel, createClient } from "nice-grpc";
import { type BrokerServiceClient, BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";

/** Runs `use` with a client of its own connection. */
export async function withClient<T>(address: string, use: (broker: BrokerServiceClient) => Promise<T>): Promise<T> {
  const channel: Channel = createChannel(address, undefined, { "grpc.use_local_subchannel_pool": 1 });
  try {
    return await use(createClient(BrokerServiceDefinition, channel));
  } finally {
    channel.close();
  }
}
