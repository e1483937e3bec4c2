import { Command, InvalidArgumentError, Option } from "commander";
import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import { SETTINGS, SettingError } from "../settings.js";
import { report } from "./failure.js";
import { endWithReader } from "./terminal/output.js";
import { CLIENT_VARIABLES, tellOfVariables } from "./variables.js";

export type BrokerClient = BrokerServiceClient;

/** What every command that talks to a broker can be given. */
export interface BrokerOptions {
  /** `host:port`. */
  readonly server: string;
}

/** A command that talks to a broker. */
export function brokerCommand(name: string): Command {
  return new Command(name).addOption(
    new Option("--server <host:port>", "the broker")
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

/** Runs a command's work with a client, and reports what it fails with. */
export async function withBroker(
  { server }: BrokerOptions,
  work: (client: BrokerClient) => Promise<void>,
): Promise<void> {
  // Loaded here, as gRPC takes longer to load than most commands to run.
  endWithReader();
  tellOfVariables(CLIENT_VARIABLES);
  const { connect, explain } = await import("./connection.js");
  const connection = connect(server);
  try {
    await work(connection.client);
  } catch (error) {
    report(await explain(error, server, connection.client));
  } finally {
    connection.close();
  }
}
