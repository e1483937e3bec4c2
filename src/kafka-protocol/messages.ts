export { MalformedMessage } from "./errors.js";
export { KafkaReader } from "./message-reader.js";
export { type Init, KafkaWriter } from "./message-writer.js";
