/** Bytes that gRPC puts before each message: a flag and the message's length. */
export const FRAME_HEAD_BYTES = 5;

/** The flag of a message that is sent as it is. */
export const UNCOMPRESSED = 0;
