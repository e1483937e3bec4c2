import { readFileSync } from "node:fs";
import { APIS, type Api } from "../../../gen/kafka/apis.js";

/** A request of a real client, or the answer of a real broker, without the length that stands before it. */
export interface Frame {
  readonly client: string;
  readonly api: Api;
  readonly version: number;
  readonly kind: "request" | "response";
  readonly bytes: Buffer;
}

const byKey = new Map<number, Api>(Object.values(APIS).map((api) => [api.key, api]));

/** Recorded between the clients of docs/kafka.md and Kafka 4.3.1; one of those that differ in their correlation id alone. */
export const FRAMES: readonly Frame[] = readFileSync(new URL("data/frames.txt", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => {
    const [client, key, version, kind, bytes] = line.split(" ") as [string, string, string, Frame["kind"], string];
    return {
      client,
      api: byKey.get(Number(key))!,
      version: Number(version),
      kind,
      bytes: Buffer.from(bytes, "base64"),
    };
  });
