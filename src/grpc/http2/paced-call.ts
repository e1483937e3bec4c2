// Why: grpc-js copies each answer behind its head and accepts 16 of them, whatever their size, for a client that
// doesn't read. It can go when it writes a message that has its head, and one at a time.

import { Metadata, type ServerInterceptingCallInterface } from "@grpc/grpc-js";
import { compressedFrame, isWorthIt } from "./compression.js";
import { FRAME_HEAD_BYTES } from "./frame-head.js";
import { InterceptedCall } from "./intercepted-call.js";
import { PacedMessage } from "./paced-message.js";
import type { SendBuffers } from "./send-buffers.js";
import type { UnreadAnswers } from "./unread-answers.js";

/**
 * A call with many answers, of which some may be a {@link PacedMessage}. Those go to the HTTP/2 stream as they are:
 * grpc-js would copy each into a buffer with room for its head. They may follow when the headers are sent, and end up
 * between what grpc-js sends before and after them.
 */
export class PacedCall extends InterceptedCall {
  readonly #buffers: SendBuffers;
  readonly #unread: UnreadAnswers;

  /**
   * @param buffers where the memory of what is sent goes
   * @param unread where what is not sent yet is counted
   */
  constructor(call: ServerInterceptingCallInterface, buffers: SendBuffers, unread: UnreadAnswers) {
    super(call);
    this.#buffers = buffers;
    this.#unread = unread;
  }

  override sendMessage(message: unknown, callback: () => void): void {
    if (message instanceof PacedMessage) this.#sendFrame(message, callback);
    else super.sendMessage(message, callback);
  }

  #sendFrame(message: PacedMessage, callback: () => void): void {
    const stream = this.stream;
    // As grpc-js, which sends nothing to a stream that is over, or that a status was sent to.
    if (this.isLate() || stream.destroyed || stream.closed || stream.writableEnded) return;
    // Written before grpc-js has sent them, a message would make Node send headers of its own.
    if (!stream.headersSent) this.sendMetadata(new Metadata());
    const frame = message.take();
    if (this.asksForGzip && isWorthIt(frame)) void this.#compress(frame, message, callback);
    else this.#write(frame, message, callback);
  }

  async #compress(frame: Buffer, message: PacedMessage, callback: () => void): Promise<void> {
    const compressed = await compressedFrame(frame.subarray(FRAME_HEAD_BYTES));
    this.#buffers.give(frame);
    const { stream } = this;
    if (!this.isLate() && !stream.destroyed && !stream.closed && !stream.writableEnded)
      this.#write(compressed, message, callback);
  }

  #write(frame: Buffer, message: PacedMessage, callback: () => void): void {
    const { stream } = this;
    stream.write(frame, (error) => {
      this.#unread.count(stream);
      // The stream is over then, and the call cancelled.
      if (error) return;
      // What Node calls written may be under way still where the stream was cut off.
      if (!stream.destroyed) this.#buffers.give(frame);
      message.sent();
    });
    this.#unread.count(stream);
    // The next message is made when this one is sent, so there is none that nice-grpc would have to hold back.
    callback();
  }
}
