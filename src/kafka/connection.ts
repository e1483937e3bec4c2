import type { Socket } from "node:net";
import { readRequestHeader } from "../../gen/kafka/request-header.js";
import { KafkaReader, KafkaWriter, MalformedMessage } from "../kafka-protocol/messages.js";
import type { Log } from "../log.js";
import type { Address, Caller, ServedApi } from "./api.js";
import { writeUnsupportedVersion } from "./apis/api-versions.js";
import { SERVED } from "./apis/index.js";
import type { Broker } from "./broker.js";
import { KafkaError } from "./errors.js";
import { Frames } from "./frames.js";
import type { PendingBytes } from "./pending-bytes.js";

/** Connections on which nothing happens are closed, as by Kafka's connections.max.idle.ms. Milliseconds. */
const MAX_IDLE_MS = 10 * 60 * 1000;

/** What is read ahead while a request is answered; beyond it the client waits. */
const READ_AHEAD_BYTES = 64 * 1024;

const API_VERSIONS = 18;
const BY_KEY = new Map<number, ServedApi>(SERVED.map((served) => [served.api.key, served]));

/** One client's connection: its requests are answered one after the other, in the order in which they come. */
export class Connection {
  readonly #socket: Socket;
  readonly #broker: Broker;
  readonly #pending: PendingBytes;
  readonly #log: Log;
  readonly #frames: Frames;
  readonly #over = new AbortController();
  readonly #host: string;
  readonly #local: Address;
  #requestBytes = 0;
  #answerBytes = 0;
  #isBusy = false;
  #isDraining = false;
  #onDrained = () => {};

  /** @param maxRequestBytes of one request */
  constructor(socket: Socket, broker: Broker, pending: PendingBytes, maxRequestBytes: number, log: Log) {
    this.#socket = socket;
    this.#broker = broker;
    this.#pending = pending;
    this.#log = log;
    this.#frames = new Frames(maxRequestBytes);
    this.#host = plainAddress(socket.remoteAddress);
    this.#local = { host: plainAddress(socket.localAddress), port: socket.localPort ?? 0 };
    pending.open(this);
    socket.setNoDelay(true);
    socket.setTimeout(MAX_IDLE_MS);
    socket.on("data", (chunk: Buffer) => this.#received(chunk));
    socket.on("drain", () => this.#onDrained());
    // A client that waits for its answer does nothing either.
    socket.on("timeout", () => {
      if (!this.#isBusy || socket.writableLength > 0) socket.destroy();
    });
    // It says why itself, by closing.
    socket.on("error", () => {});
    socket.on("close", () => {
      pending.close(this);
      this.#over.abort();
      this.#onDrained();
    });
  }

  get pendingBytes(): number {
    return this.#frames.bytes + this.#requestBytes + this.#answerBytes;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Ends what the client waits for, and the connection after the answer. */
  close(): void {
    this.#isDraining = true;
    this.#over.abort();
    if (!this.#isBusy) this.#socket.end();
  }

  #received(chunk: Buffer): void {
    this.#frames.add(chunk);
    this.#pending.change(this, chunk.length);
    if (this.#isBusy) {
      if (this.#frames.bytes > READ_AHEAD_BYTES) this.#socket.pause();
      return;
    }
    this.#answerAll().catch((error: unknown) => this.#failed(error));
  }

  async #answerAll(): Promise<void> {
    this.#isBusy = true;
    for (;;) {
      const frame = this.#socket.destroyed || this.#isDraining ? undefined : this.#frames.next();
      if (frame === undefined) break;
      this.#requestBytes = frame.length;
      // Its length was counted with it, and is no more.
      this.#pending.change(this, -4);
      await this.#answer(frame);
      this.#requestBytes = 0;
      this.#pending.change(this, -frame.length);
    }
    this.#isBusy = false;
    if (this.#isDraining) this.#socket.end();
    else this.#socket.resume();
  }

  async #answer(frame: Buffer): Promise<void> {
    const key = frame.readInt16BE(0);
    const version = frame.readInt16BE(2);
    const correlationId = frame.readInt32BE(4);
    const served = BY_KEY.get(key);
    if (served === undefined || version < served.minVersion || version > served.maxVersion) {
      if (key === API_VERSIONS) return this.#send(correlationId, false, writeUnsupportedVersion);
      this.#log.debug({ apiKey: key, version, peer: this.#host }, "a Kafka client asked for what is not served");
      this.destroy();
      return;
    }
    const { api } = served;
    const reader = new KafkaReader(frame);
    const { clientId } = readRequestHeader(reader, version >= api.flexibleRequest ? 2 : 1);
    const caller: Caller = {
      version,
      clientId: clientId ?? "",
      host: this.#host,
      local: this.#local,
      signal: this.#over.signal,
    };
    const write = await served.answer(this.#broker, reader, caller);
    if (write === undefined) return;
    const hasTags = version >= api.flexibleResponse && key !== API_VERSIONS;
    await this.#send(correlationId, hasTags, (writer) => write(writer, version));
  }

  /** Resolves when the client has taken the answer, as far as it is more than the socket keeps. */
  async #send(correlationId: number, hasTags: boolean, write: (writer: KafkaWriter) => void): Promise<void> {
    const writer = new KafkaWriter();
    writer.int32(0);
    writer.int32(correlationId);
    if (hasTags) writer.uvarint(0);
    write(writer);
    const bytes = writer.length;
    const chunks = writer.take();
    const socket = this.#socket;
    if (socket.destroyed) return;
    (chunks[0] as Buffer).writeInt32BE(bytes - 4, 0);
    socket.cork();
    for (const chunk of chunks) socket.write(chunk);
    socket.uncork();
    if (!socket.writableNeedDrain) return;
    this.#answerBytes = bytes;
    this.#pending.change(this, bytes);
    await new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
    this.#answerBytes = 0;
    this.#pending.change(this, -bytes);
  }

  #failed(error: unknown): void {
    if (error instanceof MalformedMessage || error instanceof KafkaError) {
      this.#log.debug({ err: error, peer: this.#host }, "a connection of a Kafka client is closed");
    } else if (!this.#over.signal.aborted) {
      this.#log.error({ err: error, peer: this.#host }, "a call of a Kafka client failed");
    }
    this.destroy();
  }
}

/** Without the prefix that an IPv4 address has on a socket of both kinds. */
function plainAddress(address = ""): string {
  return address.replace(/^::ffff:/, "");
}
