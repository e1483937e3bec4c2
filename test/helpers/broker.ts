import { createClientFactory } from "nice-grpc";
import { errorDetailsClientMiddleware } from "nice-grpc-error-details";
import { onTestFinished } from "vitest";
import { type BrokerServiceClient, BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { openChannel } from "../../src/client/channel.js";
import { type Broker, type BrokerOptions, startBroker } from "../../src/index.js";

/** A broker on a free loopback port, which is closed when the test is over. */
export async function testBroker(options: BrokerOptions = {}): Promise<Broker> {
  const broker = await startBroker({ grpcListen: "127.0.0.1:0", shutdownGraceMs: 1000, ...options });
  onTestFinished(() => broker.close());
  return broker;
}

/** A client of its own connection, which is closed when the test is over. Its errors are RichClientErrors. */
export function testClient({ address }: Pick<Broker, "address">): BrokerServiceClient {
  const channel = openChannel(address, { "grpc.use_local_subchannel_pool": 1 });
  onTestFinished(() => channel.close());
  return createClientFactory().use(errorDetailsClientMiddleware).create(BrokerServiceDefinition, channel);
}
