import type { Socket } from "node:net";

const PREFACE_BYTES = 24;
const HEAD_BYTES = 9;
const RST_STREAM = 3;

/** Counts the frames that a client sends. */
export class ClientFrames {
  connections = 0;
  resets = 0;

  /** To be told of each connection of the client. */
  readonly watch = (socket: Socket): void => {
    this.connections++;
    let bytes = Buffer.alloc(0);
    let start = PREFACE_BYTES;
    socket.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= start + HEAD_BYTES) {
        if (bytes[start + 3] === RST_STREAM) this.resets++;
        start += HEAD_BYTES + bytes.readUIntBE(start, 3);
      }
      const done = Math.min(start, bytes.length);
      bytes = bytes.subarray(done);
      start -= done;
    });
  };
}
