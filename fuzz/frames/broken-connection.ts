import { connect } from "node:net";
import type { Random } from "../random.js";
import { ATTACKS } from "./attacks.js";
import { FrameType, http2Frame } from "./http2.js";

/** How long a broker may leave a broken connection as it is before the client leaves. Milliseconds. */
const LEAVE_AFTER_MS = 1000;

export interface BrokenConnection {
  readonly attack: string;
  readonly bytes: Buffer;
  /** Whether the client leaves as soon as all is sent. */
  readonly leavesAtOnce: boolean;
}

/** The next connection to break. What is chosen depends on `random` alone. */
export function planBrokenConnection(random: Random): BrokenConnection {
  const attack = random.pick(Object.keys(ATTACKS));
  const whole = ATTACKS[attack]!(random);
  const bytes = random.chance(0.15) ? whole.subarray(0, random.below(whole.length)) : whole;
  return { attack, bytes, leavesAtOnce: random.chance(0.2) };
}

/**
 * Opens a connection, breaks it and leaves it, at once or when the broker has had its say.
 *
 * @returns whether it was the broker that ended it, with GOAWAY or by closing, instead of the client
 */
export async function breakConnection(address: string, { bytes, leavesAtOnce }: BrokenConnection): Promise<boolean> {
  const [host, port] = address.split(":");
  return new Promise((resolve) => {
    const socket = connect({ host: host!, port: Number(port) });
    let received: Buffer = Buffer.alloc(0);
    let refused = false;
    let left = false;
    const leave = () => {
      left = true;
      socket.destroy();
    };
    const timer = setTimeout(leave, LEAVE_AFTER_MS);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (!hasGoaway(received)) return;
      refused = true;
      leave();
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(refused || !left);
    });
    socket.on("connect", () => {
      // A ping is one more frame for those that are read to their end.
      socket.write(Buffer.concat([bytes, http2Frame(FrameType.Ping, 0, 0, Buffer.alloc(8))]), () => {
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
