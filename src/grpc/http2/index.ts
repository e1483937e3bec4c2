/**
 * The border of this folder, which holds what the broker needs beyond grpc-js, nice-grpc and node:http2, and what it has to
 * work around in them. The head of each file says what that is and when it can go. Nothing outside imports another file of it.
 */
export { encodeFrame, FRAME_HEAD_BYTES, UNCOMPRESSED } from "./frame-head.js";
export { PacedMessage } from "./paced-message.js";
export type { SendBuffers } from "./send-buffers.js";
export { createTransport, type Transport } from "./transport.js";
export type { UnreadAnswers } from "./unread-answers.js";
