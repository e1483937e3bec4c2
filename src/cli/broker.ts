import { Command, InvalidArgumentError, Option } from "commander";
import type { Connection } from "../client/connection.js";
import type { Groups } from "../client/groups.js";
import type { Topics } from "../client/topics.js";
import { SETTINGS, SettingError } from "../settings.js";
import { report } from "./failure.js";
import { endWithReader } from "./terminal/output.js";
import { CLIENT_VARIABLES, tellOfVariables } from "./variables.js";

/**
 * A broker, by the client library. Topics and groups are its own; the streams of produce and consume are taken from its
 * connection, as they show what one request did and where one read ends, which a producer and a consumer hide.
 */
export interface Broker {
  readonly connection: Connection;
  readonly topics: Topics;
  readonly groups: Groups;
}

/** What every command that talks to a broker can be given. */
export interface BrokerOptions {
  /** `host:port` or `unix:/path`. */
  readonly server: string;
}

/** A command that talks to a broker. */
export function brokerCommand(name: string): Command {
  return new Command(name).addOption(
    new Option("--server <address>", "the broker")
      .env("HEADWATER_SERVER")
      .default(SETTINGS.grpcListen.default)
      .argParser((value) => {
        try {
          return SETTINGS.grpcListen.parse(value);
        } catch (error) {
          throw error instanceof SettingError ? new InvalidArgumentError(`It must be ${error.message}.`) : error;
        }
      }),
  );
}

/** Runs a command's work with a broker, and reports what it fails with. */
export async function withBroker({ server }: BrokerOptions, work: (broker: Broker) => Promise<void>): Promise<void> {
  // Loaded here, as gRPC takes longer to load than most commands to run.
  endWithReader();
  tellOfVariables(CLIENT_VARIABLES);
  const { connect, explain } = await import("./connection.js");
  const broker = connect(server);
  try {
    await work(broker);
  } catch (error) {
    report(await explain(error, broker));
  } finally {
    broker.connection.close();
  }
}
