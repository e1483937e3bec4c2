import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { Engine } from "../engine/engine.js";
import type { Log } from "../log.js";
import type { Settings } from "../settings.js";
import type { Address } from "./api.js";
import { Broker } from "./broker.js";
import { Connection } from "./connection.js";
import { PendingBytes } from "./pending-bytes.js";

/** The largest request, as Kafka's socket.request.max.bytes. */
const MAX_REQUEST_BYTES = 100 * 1024 * 1024;

export interface KafkaListener {
  readonly port: number;
  /** Takes no new connections. Those that there are go on. */
  drain(): void;
  /** Ends what clients wait for and closes their connections, at the latest after this many milliseconds. */
  close(withinMs: number): Promise<void>;
}

/**
 * Serves Kafka's protocol.
 *
 * @throws {Error} where the address can't be listened on
 */
export async function listenToKafka(engine: Engine, settings: Settings, log: Log): Promise<KafkaListener> {
  const broker = new Broker(engine, settings);
  const pending = new PendingBytes(settings.maxPendingBytes);
  const connections = new Set<Connection>();
  const maxRequestBytes = Math.min(MAX_REQUEST_BYTES, settings.maxPendingBytes);
  let onEmpty = () => {};
  const server = createServer({ keepAlive: true }, (socket) => {
    const connection = new Connection(socket, broker, pending, maxRequestBytes, log);
    connections.add(connection);
    socket.once("close", () => {
      connections.delete(connection);
      if (connections.size === 0) onEmpty();
    });
  });
  server.maxConnections = settings.maxConnections;
  const { host, port } = parseAddress(settings.kafkaListen);
  server.listen(port, host);
  await once(server, "listening");
  const bound = server.address() as AddressInfo;
  broker.advertised = advertisedAddress(settings, bound.port);

  return {
    port: bound.port,

    drain() {
      server.close();
    },

    async close(withinMs) {
      server.close();
      broker.groups.close();
      broker.consumerGroups.close();
      for (const connection of connections) connection.close();
      if (connections.size === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        onEmpty = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      for (const connection of connections) connection.destroy();
    },
  };
}

/** Absent where clients reach the broker at many addresses: each is told the one that it came by. */
function advertisedAddress({ kafkaListen, kafkaAdvertised }: Settings, port: number): Address | undefined {
  if (kafkaAdvertised !== "auto") return parseAddress(kafkaAdvertised);
  const { host } = parseAddress(kafkaListen);
  return host === "0.0.0.0" || host === "::" ? undefined : { host, port };
}

function parseAddress(address: string): Address {
  const colon = address.lastIndexOf(":");
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(address.slice(colon + 1)) };
}
