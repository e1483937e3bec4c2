import { type Channel, type ChannelOptions, connectivityState } from "@grpc/grpc-js";
import { createChannel, createClientFactory } from "nice-grpc";
import { errorDetailsClientMiddleware } from "nice-grpc-error-details";
import { brokerService, type Stub } from "./definition.js";
import { HeadwaterError } from "./errors.js";

const OPTIONS: ChannelOptions = {
  // A connection for each client, so that closing one ends nothing of another.
  "grpc.use_local_subchannel_pool": 1,
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 5000,
  // A network that is gone is found though nothing is sent.
  "grpc.keepalive_time_ms": 20_000,
  "grpc.keepalive_timeout_ms": 10_000,
  // Large reads wait for the network with gRPC's default of 64 KiB.
  "grpc-node.flow_control_window": 4 * 1024 * 1024,
  // What the broker sends is bounded by its own settings, and one record may be larger than gRPC's default.
  "grpc.max_receive_message_length": -1,
};

/** The way to a broker: one HTTP/2 connection, made when it is first needed and again when it is lost. */
export class Connection {
  readonly server: string;
  readonly stub: Stub;
  readonly #channel: Channel;
  #losses = 0;
  #isClosed = false;

  constructor(server: string) {
    this.server = server;
    this.#channel = createChannel(server, undefined, OPTIONS);
    this.stub = createClientFactory().use(errorDetailsClientMiddleware).create(brokerService, this.#channel);
    this.#watch();
  }

  /** How often a connection was lost. */
  get losses(): number {
    return this.#losses;
  }

  /**
   * Resolves when there is a connection.
   *
   * @param deadline when to stop waiting, in Unix milliseconds
   * @param signal ends the waiting
   * @param failFast whether the first attempt that fails is the end of waiting
   * @throws {HeadwaterError} UNAVAILABLE
   */
  async ready(deadline: number, signal: AbortSignal, failFast = false): Promise<void> {
    let failed = false;
    for (;;) {
      const state = this.#channel.getConnectivityState(true);
      if (state === connectivityState.READY) return;
      failed ||= state === connectivityState.TRANSIENT_FAILURE;
      if ((failed && failFast) || signal.aborted || Date.now() >= deadline) throw this.#unavailable();
      await new Promise<void>((resolve) => {
        const stop = () => {
          signal.removeEventListener("abort", stop);
          resolve();
        };
        signal.addEventListener("abort", stop);
        this.#channel.watchConnectivityState(state, deadline, stop);
      });
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#channel.close();
  }

  #watch(): void {
    const state = this.#channel.getConnectivityState(false);
    this.#channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () => {
      if (state === connectivityState.READY) this.#losses++;
      if (!this.#isClosed) this.#watch();
    });
  }

  #unavailable(): HeadwaterError {
    return new HeadwaterError(`no broker at ${this.server}`, { code: "UNAVAILABLE" });
  }
}
