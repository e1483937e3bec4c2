import { ClientError, createChannel, Status } from "nice-grpc";
import { type Broker, connect, server } from "./clicks.js";

const hints: { [code: number]: string } = {
  [Status.UNAVAILABLE]: `no broker at ${server}: start one, or set HEADWATER_SERVER`,
  [Status.FAILED_PRECONDITION]: "the group is in use: end its other members before you replay",
};

/** Runs a program with a broker until it ends, or SIGINT or SIGTERM does, and says what to do about an error. */
export async function program(main: (broker: Broker, signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => stop.abort());
  const channel = createChannel(server);
  try {
    await main(await connect(channel), stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return;
    const hint = error instanceof ClientError ? hints[error.code] : undefined;
    process.stderr.write(`${hint ? `${hint} (${(error as Error).message})` : error}\n`);
    process.exitCode = 1;
  } finally {
    channel.close();
  }
}
