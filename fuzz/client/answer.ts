import type {
  CreateTopicResponse,
  ListGroupsResponse,
  ListTopicsResponse,
  ProduceResponse,
  ProduceStreamResponse,
  SubscribeResponse,
} from "../../gen/ts/headwater/v1/broker_service.js";
import type { Method } from "../requests/methods.js";
import type { Pools } from "../requests/pools.js";
import type { Outcome } from "./outcome.js";

/** Takes an answer's bytes as they come, decodes its messages and keeps what a run wants to know of them. */
export class Answer {
  readonly #method: Method;
  readonly #pools: Pools;
  #bytes: Buffer = Buffer.alloc(0);
  received = 0;
  messages = 0;
  accepted = 0;
  readonly refused: Outcome["refusedInStream"][number][] = [];
  undecodable: string | undefined;

  constructor(method: Method, pools: Pools) {
    this.#method = method;
    this.#pools = pools;
  }

  take(chunk: Buffer): void {
    this.received += chunk.length;
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    while (this.#bytes.length >= 5) {
      const end = 5 + this.#bytes.readUInt32BE(1);
      if (this.#bytes.length < end) return;
      this.#takeMessage(this.#bytes.subarray(5, end));
      this.#bytes = this.#bytes.subarray(end);
    }
  }

  #takeMessage(bytes: Buffer): void {
    this.messages++;
    let message: unknown;
    try {
      message = this.#method.decodeResponse?.(bytes);
    } catch (error) {
      this.undecodable = `${(error as Error).message}: ${bytes.toString("base64")}`;
      return;
    }
    switch (this.#method.name) {
      case "Produce":
        this.#appended(message as ProduceResponse);
        return;
      case "ProduceStream": {
        const { appended, error } = message as ProduceStreamResponse;
        if (appended !== undefined) this.#appended(appended);
        if (error !== undefined) this.refused.push(error);
        return;
      }
      case "Subscribe": {
        const { assigned } = message as SubscribeResponse;
        if (assigned !== undefined && assigned.memberId !== "") this.#pools.memberIds.hear(assigned.memberId);
        return;
      }
      case "CreateTopic":
        this.#pools.strayTopics.hear((message as CreateTopicResponse).topic?.name ?? "");
        return;
      case "ListTopics":
      case "ListGroups": {
        const { nextPageToken } = message as ListTopicsResponse | ListGroupsResponse;
        if (nextPageToken !== "") this.#pools.pageTokens.hear(nextPageToken);
      }
    }
  }

  #appended({ runs }: ProduceResponse): void {
    for (const { count } of runs) this.accepted += count;
  }
}
