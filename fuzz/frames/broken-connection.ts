import { connect } from "node:net";
import type { Random } from "../random.js";
import { ATTACKS } from "./attacks.js";
import { FrameType, http2Frame } from "./http2.js";

/** How long a broker may leave a broken connection as it is before the client leaves. Milliseconds. */
const LEAVE_AFTER_MS = 1000;

export interface BrokenConnection {
  readonly attack: string;
  readonly bytes: Buffer;
  /** Whether it was the broker that ended it, with GOAWAY or by closing, instead of the client. */
  readonly refused: boolean;
}

/** Opens a connection, breaks it and leaves it, at once or when the broker has had its say. */
export async function breakConnection(address: string, random: Random): Promise<BrokenConnection> {
  const attack = random.pick(Object.keys(ATTACKS));
  const whole = ATTACKS[attack]!(random);
  const bytes = random.chance(0.15) ? whole.subarray(0, random.below(whole.length)) : whole;
  const leavesAtOnce = random.chance(0.2);
  const [host, port] = address.split(":");
  return new Promise((resolve) => {
    const socket = connect({ host: host!, port: Number(port) });
    let left = false;
    const leave = () => {
      left = true;
      socket.destroy();
    };
    const timer = setTimeout(leave, LEAVE_AFTER_MS);
    // Answered where the connection is still taken for HTTP/2.
    const ping = http2Frame(FrameType.Ping, 0, 0, Buffer.alloc(8));
    socket.on("error", () => {});
    let received: Buffer = Buffer.alloc(0);
    let refused = false;
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (!hasGoaway(received)) return;
      refused = true;
      leave();
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve({ attack, bytes, refused: refused || !left });
    });
    socket.on("connect", () => {
      socket.write(Buffer.concat([bytes, ping]), () => {
        if (leavesAtOnce) leave();
      });
    });
  });
}

function hasGoaway(frames: Buffer): boolean {
  for (let pos = 0; pos + 9 <= frames.length; pos += 9 + frames.readUIntBE(pos, 3)) {
    if (frames[pos + 3] === FrameType.Goaway) return true;
  }
  return false;
}
