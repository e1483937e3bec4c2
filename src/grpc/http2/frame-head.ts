/** Bytes that gRPC puts before each message: a flag and the message's length. */
export const FRAME_HEAD_BYTES = 5;

/** The flag of a message that is sent as it is. */
export const UNCOMPRESSED = 0;

/** The flag of a message that is compressed as `grpc-encoding` says. */
const COMPRESSED = 1;

/** A message with gRPC's head before it, as it goes to an HTTP/2 stream. */
export function encodeFrame(message: Uint8Array, isCompressed = false): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEAD_BYTES + message.length);
  frame[0] = isCompressed ? COMPRESSED : UNCOMPRESSED;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, FRAME_HEAD_BYTES);
  return frame;
}
