import { Channel, ChannelCredentials, type ChannelOptions } from "@grpc/grpc-js";
import { createChannel } from "nice-grpc";

/** @param server `host:port`, or `unix:/path`, which nice-grpc would take for a host */
export function openChannel(server: string, options: ChannelOptions): Channel {
  if (!server.startsWith("unix:")) return createChannel(server, undefined, options);
  return new Channel(server, ChannelCredentials.createInsecure(), options);
}
