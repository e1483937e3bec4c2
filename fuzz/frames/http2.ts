/** The first bytes of every HTTP/2 connection. */
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export const FrameType = {
  Data: 0,
  Headers: 1,
  Priority: 2,
  RstStream: 3,
  Settings: 4,
  PushPromise: 5,
  Ping: 6,
  Goaway: 7,
  WindowUpdate: 8,
  Continuation: 9,
} as const;

export const Flag = { EndStream: 0x1, Ack: 0x1, EndHeaders: 0x4, Padded: 0x8, Priority: 0x20 } as const;

/** @param length what the frame says its length is; absent: the truth */
export function http2Frame(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array = Buffer.alloc(0),
  length = payload.length,
): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(streamId >>> 0, 5);
  return Buffer.concat([header, payload]);
}

/** @param settings identifiers and values, in turn */
export function settingsFrame(...settings: number[]): Buffer {
  const payload = Buffer.alloc(3 * settings.length);
  for (let i = 0; i + 1 < settings.length; i += 2) {
    payload.writeUInt16BE(settings[i]!, 3 * i);
    payload.writeUInt32BE(settings[i + 1]!, 3 * i + 2);
  }
  return http2Frame(FrameType.Settings, 0, 0, payload);
}

/** Header fields as HPACK literals without index, each shorter than 127 bytes. */
export function headerBlock(headers: { readonly [name: string]: string }): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(headers)) {
    parts.push(Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value));
  }
  return Buffer.concat(parts);
}

/** The headers of a proper call, in one frame. */
export function callHeaders(streamId: number, path: string, flags = 0): Buffer {
  const block = headerBlock({
    ":method": "POST",
    ":scheme": "http",
    ":authority": "localhost",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
    "grpc-timeout": "200m",
  });
  return http2Frame(FrameType.Headers, Flag.EndHeaders | flags, streamId, block);
}
