import type { Random } from "../random.js";
import { frame } from "../requests/request.js";
import { callHeaders, Flag, FrameType, headerBlock, http2Frame, PREFACE, settingsFrame } from "./http2.js";

/** What is written to a connection that is not, or not long, HTTP/2. Bounded in bytes. */
export type Attack = (random: Random) => Buffer;

const PRODUCE = "/headwater.v1.BrokerService/Produce";
const LIST_TOPICS = "/headwater.v1.BrokerService/ListTopics";
const SUBSCRIBE = "/headwater.v1.BrokerService/Subscribe";

/** The largest payload that a peer takes without being asked. */
const MAX_PAYLOAD = 16_384;

function begun(...frames: Buffer[]): Buffer {
  return Buffer.concat([PREFACE, settingsFrame(), ...frames]);
}

function times(count: number, make: (index: number) => Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, index) => make(index)));
}

export const ATTACKS: { readonly [name: string]: Attack } = {
  "random bytes": (random) => random.bytes(random.between(1, 2000)),
  nothing: () => Buffer.alloc(0),
  "HTTP/1.1": () => Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
  TLS: (random) => Buffer.concat([Buffer.from("160301020001", "hex"), random.bytes(511)]),
  "preface that is not whole": (random) => PREFACE.subarray(0, random.between(1, PREFACE.length - 1)),
  "preface with a wrong byte": (random) => {
    const preface = Buffer.from(PREFACE);
    preface[random.below(preface.length)]! ^= 1 << random.below(8);
    return Buffer.concat([preface, settingsFrame()]);
  },
  "preface without settings": () => Buffer.concat([PREFACE, callHeaders(1, LIST_TOPICS, Flag.EndStream)]),
  "random frames": (random) =>
    begun(
      times(random.between(1, 40), () =>
        http2Frame(
          random.below(12),
          random.below(256),
          random.pick([0, 1, 3, 2, 5, 2 ** 31 - 1]),
          random.bytes(random.below(60)),
        ),
      ),
    ),
  "frames of unknown types": (random) =>
    begun(
      times(random.between(1, 50), () =>
        http2Frame(random.between(10, 255), random.below(256), random.below(9), random.bytes(9)),
      ),
    ),
  "length beyond the maximum": (random) =>
    begun(http2Frame(random.below(10), 0, 1, Buffer.alloc(100), random.pick([MAX_PAYLOAD + 1, 2 ** 24 - 1]))),
  "length that is not the payload's": (random) =>
    begun(
      http2Frame(
        random.below(10),
        random.pick([0, 4, 5]),
        random.pick([0, 1]),
        random.bytes(20),
        random.between(0, 60),
      ),
      callHeaders(3, LIST_TOPICS, Flag.EndStream),
    ),
  "settings of a wrong length": (random) =>
    begun(http2Frame(FrameType.Settings, 0, 0, random.bytes(random.pick([1, 5, 7, 13])))),
  "settings on a stream": () => begun(http2Frame(FrameType.Settings, 0, 1)),
  "settings acknowledged with a payload": () => begun(http2Frame(FrameType.Settings, Flag.Ack, 0, Buffer.alloc(6))),
  "settings at the edge": (random) =>
    begun(
      settingsFrame(
        random.between(0, 12),
        random.pick([0, 1, 2 ** 14 - 1, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]),
      ),
      callHeaders(1, LIST_TOPICS, Flag.EndStream),
    ),
  "many settings in one frame": (random) =>
    begun(settingsFrame(...Array.from({ length: 2 * 2000 }, () => random.below(65_536)))),
  "settings flood": () => begun(times(1500, () => settingsFrame(3, 100))),
  "ping flood": (random) => begun(times(1500, () => http2Frame(FrameType.Ping, 0, 0, random.bytes(8)))),
  "ping of a wrong length": (random) => begun(http2Frame(FrameType.Ping, 0, 0, random.bytes(random.below(20)))),
  "empty data flood": () =>
    begun(
      callHeaders(1, PRODUCE),
      times(2000, () => http2Frame(FrameType.Data, 0, 1)),
    ),
  "data on stream 0": () => begun(http2Frame(FrameType.Data, 0, 0, Buffer.alloc(5))),
  "data on an idle stream": (random) => begun(http2Frame(FrameType.Data, 0, random.between(1, 99), Buffer.alloc(5))),
  "data behind the end": () =>
    begun(callHeaders(1, LIST_TOPICS, Flag.EndStream), http2Frame(FrameType.Data, 0, 1, frame(Buffer.alloc(3)))),
  "data with wrong padding": (random) =>
    begun(callHeaders(1, PRODUCE), http2Frame(FrameType.Data, Flag.Padded, 1, Buffer.from([255, ...random.bytes(10)]))),
  "data beyond the window": () =>
    begun(
      callHeaders(1, PRODUCE),
      times(12, () => http2Frame(FrameType.Data, 0, 1, Buffer.alloc(MAX_PAYLOAD))),
    ),
  "headers on stream 0": () => begun(callHeaders(0, LIST_TOPICS, Flag.EndStream)),
  "headers on an even stream": () => begun(callHeaders(2, LIST_TOPICS, Flag.EndStream)),
  "stream ids that go down": () =>
    begun(callHeaders(9, LIST_TOPICS, Flag.EndStream), callHeaders(3, LIST_TOPICS, Flag.EndStream)),
  "one stream opened twice": () =>
    begun(callHeaders(1, PRODUCE), callHeaders(1, PRODUCE), callHeaders(1, PRODUCE, Flag.EndStream)),
  "trailers that don't end the stream": () => begun(callHeaders(1, PRODUCE), callHeaders(1, PRODUCE)),
  "HPACK garbage": (random) =>
    begun(http2Frame(FrameType.Headers, Flag.EndHeaders, 1, random.bytes(random.between(1, 400)))),
  "HPACK index that isn't there": () =>
    begun(http2Frame(FrameType.Headers, Flag.EndHeaders, 1, Buffer.from("ffffffff0f", "hex"))),
  "HPACK table resized at will": () =>
    begun(times(50, (i) => http2Frame(FrameType.Headers, 5, 2 * i + 1, Buffer.from("3fffffffff07203fe11f", "hex")))),
  "headers that grow when they are unpacked": () => {
    const entry = Buffer.concat([Buffer.from([0x40, 1, 0x78, 0x7f, 0x81, 0x1e]), Buffer.alloc(4096 - 128, 0x61)]);
    return begun(http2Frame(FrameType.Headers, 5, 1, Buffer.concat([entry, Buffer.alloc(10_000, 0xbe)])));
  },
  "pseudo-headers that are missing or twice": (random) =>
    begun(
      http2Frame(
        FrameType.Headers,
        5,
        1,
        random.pick([
          headerBlock({ ":path": LIST_TOPICS }),
          headerBlock({ te: "trailers", ":method": "POST", ":path": LIST_TOPICS, ":scheme": "http" }),
          Buffer.concat([
            headerBlock({ ":method": "POST" }),
            headerBlock({ ":method": "GET", ":path": "/", ":scheme": "x" }),
          ]),
          headerBlock({ ":method": "POST", ":path": "", ":scheme": "http", Upper: "case", connection: "close" }),
        ]),
      ),
    ),
  "continuation flood": () =>
    begun(
      http2Frame(FrameType.Headers, 0, 1, headerBlock({ ":method": "POST" })),
      times(2000, (i) => http2Frame(FrameType.Continuation, 0, 1, headerBlock({ [`x-${i}`]: "a".repeat(100) }))),
    ),
  "empty continuation flood": () =>
    begun(
      http2Frame(FrameType.Headers, 0, 1),
      times(4000, () => http2Frame(FrameType.Continuation, 0, 1)),
    ),
  "continuation of nothing": () => begun(http2Frame(FrameType.Continuation, Flag.EndHeaders, 1, Buffer.alloc(3))),
  "headers interrupted": () =>
    begun(
      http2Frame(FrameType.Headers, 0, 1, headerBlock({ ":method": "POST" })),
      http2Frame(FrameType.Ping, 0, 0, Buffer.alloc(8)),
    ),
  "rapid reset": () =>
    begun(
      times(500, (i) =>
        Buffer.concat([
          callHeaders(2 * i + 1, SUBSCRIBE),
          http2Frame(FrameType.RstStream, 0, 2 * i + 1, Buffer.from([0, 0, 0, 8])),
        ]),
      ),
    ),
  "reset of an idle stream": () => begun(http2Frame(FrameType.RstStream, 0, 7, Buffer.from([0, 0, 0, 8]))),
  "window update of 0": (random) =>
    begun(callHeaders(1, PRODUCE), http2Frame(FrameType.WindowUpdate, 0, random.pick([0, 1]), Buffer.alloc(4))),
  "window beyond 2^31": (random) =>
    begun(
      callHeaders(1, PRODUCE),
      times(2, () => http2Frame(FrameType.WindowUpdate, 0, random.pick([0, 1]), Buffer.from("7fffffff", "hex"))),
    ),
  "priority of itself": () => begun(http2Frame(FrameType.Priority, 0, 1, Buffer.from("0000000110", "hex"))),
  "push promise": () => begun(http2Frame(FrameType.PushPromise, Flag.EndHeaders, 1, Buffer.from("00000002", "hex"))),
  "goaway, and on": () =>
    begun(http2Frame(FrameType.Goaway, 0, 0, Buffer.alloc(8)), callHeaders(1, LIST_TOPICS, Flag.EndStream)),
  "calls, goaway, and on": (random) =>
    begun(
      times(random.between(1, 20), (i) => callHeaders(2 * i + 1, SUBSCRIBE)),
      http2Frame(FrameType.Goaway, 0, 0, Buffer.from([0, 0, 0, 0, 0, 0, 0, random.pick([0, 0, 2, 8])])),
      times(random.between(0, 20), (i) => callHeaders(2 * i + 101, LIST_TOPICS, random.pick([0, Flag.EndStream]))),
    ),
  "calls, then frames that are not valid": (random) =>
    begun(
      times(20, (i) => callHeaders(2 * i + 1, SUBSCRIBE)),
      times(random.between(500, 1500), (i) =>
        http2Frame(FrameType.Headers, 5, 2 * i + 101, headerBlock({ ":method": "POST", ":path": "" })),
      ),
    ),
  "calls, then a ping flood": () =>
    begun(
      times(20, (i) => callHeaders(2 * i + 1, SUBSCRIBE)),
      times(300, () => http2Frame(FrameType.Ping, 0, 0, Buffer.alloc(8))),
      times(20, (i) => callHeaders(2 * i + 101, LIST_TOPICS, Flag.EndStream)),
    ),
  "window of nothing": () =>
    begun(
      settingsFrame(4, 0),
      times(40, (i) =>
        Buffer.concat([
          callHeaders(2 * i + 1, LIST_TOPICS),
          http2Frame(FrameType.Data, Flag.EndStream, 2 * i + 1, frame(Buffer.alloc(0))),
        ]),
      ),
    ),
  "more streams than are allowed": () => begun(times(400, (i) => callHeaders(2 * i + 1, SUBSCRIBE))),
  "call that ends in a message": (random) => {
    const message = frame(Buffer.alloc(1000));
    return begun(
      callHeaders(1, PRODUCE),
      http2Frame(FrameType.Data, 0, 1, message.subarray(0, random.below(message.length)), 1005),
    );
  },
};
