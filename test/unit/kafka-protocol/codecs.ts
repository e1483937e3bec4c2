import type { KafkaReader, KafkaWriter } from "../../../src/kafka-protocol/messages.js";

type Read = (reader: KafkaReader, version: number) => object;
type Write = (writer: KafkaWriter, version: number, message: object) => void;

/** Both functions of a generated message, as in `FetchRequest`. */
export async function codecOf(message: string): Promise<{ read: Read; write: Write }> {
  const file = message.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  const module = (await import(`../../../gen/kafka/${file}.ts`)) as Record<string, unknown>;
  return { read: module[`read${message}`] as Read, write: module[`write${message}`] as Write };
}
