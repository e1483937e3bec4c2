import { type GetBrokerResponse, Engine as WireEngine } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine } from "../engine/engine.js";
import { type EngineKind, UnsupportedByEngine } from "../engine/errors.js";
import { version } from "../version.js";

const ENGINES: Readonly<Record<EngineKind, WireEngine>> = {
  memory: WireEngine.ENGINE_MEMORY,
  disk: WireEngine.ENGINE_DISK,
};

/** GetBroker, and the calls of the contract that no engine serves yet. */
export function brokerCalls(engine: Engine) {
  const startedMs = BigInt(Date.now());

  return {
    async getBroker(): Promise<GetBrokerResponse> {
      const { kind, logBytes, maxLogBytes } = engine.describe();
      return {
        broker: {
          version: version(),
          engine: ENGINES[kind],
          startedMs,
          logBytes: BigInt(logBytes),
          maxLogBytes: BigInt(maxLogBytes ?? 0),
          clusterId: "",
          nodes: [],
        },
      };
    },

    async deleteRecords(): Promise<never> {
      throw new UnsupportedByEngine("DeleteRecords", engine.describe().kind);
    },

    async transact(): Promise<never> {
      throw new UnsupportedByEngine("Transact", engine.describe().kind);
    },
  };
}
