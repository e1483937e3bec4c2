import type { ListOffsetsRequest, ListOffsetsResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine } from "../engine/engine.js";
import { toPosition } from "./requests.js";

export function offsetCalls(engine: Engine) {
  return {
    async listOffsets({ topic, position }: ListOffsetsRequest): Promise<ListOffsetsResponse> {
      const offsets = await engine.listOffsets(topic, toPosition(position, "position") ?? { at: "earliest" });
      return { offsets: offsets.map(({ offset, ...at }) => ({ ...at, offset: BigInt(offset) })) };
    },
  };
}
