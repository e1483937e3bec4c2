export { MalformedMessage } from "./errors.js";
export { type Init, KafkaWriter } from "./message-writer.js";
export { KafkaReader } from "./message-reader.js";
