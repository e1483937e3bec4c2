import { type Channel, type ChannelOptions, connectivityState } from "@grpc/grpc-js";
import { type ClientMiddleware, createClientFactory } from "nice-grpc";
import { errorDetailsClientMiddleware } from "nice-grpc-error-details";
import type { BrokerAbsence } from "./broker-absence.js";
import { openChannel } from "./channel.js";
import { brokerService, encodeRequest, type Stub } from "./definition.js";
import { HeadwaterError } from "./errors.js";
import { pause } from "./time.js";
import { Wakeup } from "./wakeup.js";

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

/**
 * Encodes a request before its call begins, and not within it: there grpc-js tells of an encoding that throws with INTERNAL,
 * as of a connection that broke, and it would be tried again for ever.
 */
const encodeFirst: ClientMiddleware = (call, options) =>
  call.requestStream
    ? call.next(call.request, options)
    : call.next(encodeRequest(call.method.path, call.request) as never, options);

/** The way to a broker: one HTTP/2 connection, made when it is first needed and again when it is lost. */
export class Connection {
  readonly server: string;
  readonly #absence: BrokerAbsence | undefined;
  readonly #changed = new Wakeup();
  #channel: Channel;
  #stub: Stub;
  #losses = 0;
  #hasBeenReady = false;
  #isClosed = false;

  /** @param absence is told of a broker that is away; absent: whoever calls is told by their calls */
  constructor(server: string, absence?: BrokerAbsence) {
    this.server = server;
    this.#absence = absence;
    this.#channel = openChannel(server, OPTIONS);
    this.#stub = stubOf(this.#channel);
    this.#watch(this.#channel);
  }

  /** The calls. Not to be kept, as {@link renew} has another one. */
  get stub(): Stub {
    return this.#stub;
  }

  /** How often a connection was lost. */
  get losses(): number {
    return this.#losses;
  }

  /** Whether there was a connection at any time. */
  get hasBeenReady(): boolean {
    return this.#hasBeenReady;
  }

  /**
   * Resolves when there is a connection.
   *
   * @param deadlineMs when to stop waiting, by `performance.now()`
   * @param signal ends the waiting
   * @param failFast whether the first attempt that fails is the end of waiting
   * @throws {HeadwaterError} UNAVAILABLE
   */
  async ready(deadlineMs: number, signal: AbortSignal, failFast = false): Promise<void> {
    let failed = false;
    for (;;) {
      const state = this.#channel.getConnectivityState(true);
      if (state === connectivityState.READY) return;
      failed ||= state === connectivityState.TRANSIENT_FAILURE;
      const leftMs = deadlineMs - performance.now();
      if ((failed && failFast) || signal.aborted || leftMs <= 0) throw this.#unavailable();
      await this.#change(leftMs, signal);
    }
  }

  /** Leaves a connection that is dead though nothing has ended it, and makes a new one when it is next needed. */
  renew(): void {
    if (this.#isClosed) return;
    const dead = this.#channel;
    this.#channel = openChannel(this.server, OPTIONS);
    this.#stub = stubOf(this.#channel);
    this.#losses++;
    dead.close();
    this.#watch(this.#channel);
    this.#changed.wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#absence?.end();
    this.#channel.close();
  }

  /** Resolves when the state changes, the time is over or the signal aborts. */
  async #change(withinMs: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const stop = () => over.abort();
    signal.addEventListener("abort", stop);
    await Promise.race([this.#changed.wait(), pause(withinMs, over.signal)]);
    signal.removeEventListener("abort", stop);
    stop();
  }

  #watch(channel: Channel): void {
    const state = channel.getConnectivityState(false);
    if (state === connectivityState.READY) {
      this.#hasBeenReady = true;
      this.#absence?.end();
    } else if (state !== connectivityState.IDLE) this.#absence?.begin();
    channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () => {
      if (this.#isClosed || channel !== this.#channel) return;
      if (state === connectivityState.READY) this.#losses++;
      this.#watch(channel);
      this.#changed.wake();
    });
  }

  #unavailable(): HeadwaterError {
    return new HeadwaterError(`no broker at ${this.server}`, { code: "UNAVAILABLE" });
  }
}

function stubOf(channel: Channel): Stub {
  return createClientFactory().use(errorDetailsClientMiddleware).use(encodeFirst).create(brokerService, channel);
}
