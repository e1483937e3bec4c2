/** Bytes that are not a well-formed message of Kafka's protocol. The connection they came by can't be used any more. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}
