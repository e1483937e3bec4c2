import { EventEmitter, once } from "node:events";
import { type CallContext, ServerError, Status } from "nice-grpc";
import {
  type HealthCheckRequest,
  type HealthCheckResponse,
  HealthDefinition,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from "../../gen/ts/grpc/health/v1/health.js";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { generated } from "./definition.js";

const { methods, fullName } = HealthDefinition;

/** grpc.health.v1.Health. */
export const healthService = {
  check: generated(methods.check, fullName),
  list: generated(methods.list, fullName),
  watch: generated(methods.watch, fullName),
};

/** The services that have a state; the empty name is the server as a whole. */
const SERVICES = ["", BrokerServiceDefinition.fullName];

/** Whether the broker takes calls, for probes and load balancers. */
export class Health {
  readonly #changes = new EventEmitter();
  #status: ServingStatus;

  constructor(isReady: boolean) {
    this.#status = isReady ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    // Each Watch is a listener, and there may be as many as streams.
    this.#changes.setMaxListeners(0);
  }

  readonly calls = {
    check: async ({ service }: HealthCheckRequest): Promise<HealthCheckResponse> => {
      if (!SERVICES.includes(service)) throw new ServerError(Status.NOT_FOUND, `Unknown service: '${service}'`);
      return { status: this.#status };
    },

    list: async () => ({
      statuses: Object.fromEntries(SERVICES.map((service) => [service, { status: this.#status }])),
    }),

    watch: ({ service }: HealthCheckRequest, { signal }: CallContext) => this.#watch(service, signal),
  };

  /** Says that the broker takes calls from now on. */
  ready(): void {
    this.#set(ServingStatus.SERVING);
  }

  /** Says that the broker is about to stop. */
  drain(): void {
    this.#set(ServingStatus.NOT_SERVING);
  }

  #set(status: ServingStatus): void {
    this.#status = status;
    this.#changes.emit("change");
  }

  async *#watch(service: string, signal: AbortSignal): AsyncGenerator<HealthCheckResponse, void, undefined> {
    const isKnown = SERVICES.includes(service);
    for (let sent: ServingStatus | undefined; ; ) {
      const status = isKnown ? this.#status : ServingStatus.SERVICE_UNKNOWN;
      if (status !== sent) {
        sent = status;
        yield { status };
      } else await once(this.#changes, "change", { signal });
    }
  }
}
