import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { APIS, type Api } from "../../gen/kafka/apis.js";
import { writeRequestHeader } from "../../gen/kafka/request-header.js";
import { type Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";
import { codecOf } from "../unit/kafka-protocol/codecs.js";

type ApiName = keyof typeof APIS;

/** A connection that speaks Kafka's protocol by the generated codecs, closed when the test is over. */
export class KafkaClient {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #onChange = () => {};
  #correlationId = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#onChange();
    });
    socket.on("error", () => {});
    socket.on("close", () => this.#onChange());
  }

  static async open({ kafkaAddress }: { readonly kafkaAddress?: string }): Promise<KafkaClient> {
    const [host, port] = kafkaAddress!.split(":");
    const socket = connect(Number(port), host);
    await once(socket, "connect");
    onTestFinished(() => {
      socket.destroy();
    });
    return new KafkaClient(socket);
  }

  /** Sends a request and returns its answer. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer has the fields of its message, which a test looks at.
  async call(name: ApiName, version: number, request: object = {}): Promise<any> {
    await this.send(name, version, request);
    return this.answer(name, version);
  }

  async send(name: ApiName, version: number, request: object): Promise<void> {
    const api: Api = APIS[name];
    const { write } = await codecOf(`${name}Request`);
    const writer = new KafkaWriter();
    const requestCorrelationId = ++this.#correlationId;
    writeRequestHeader(writer, version >= api.flexibleRequest ? 2 : 1, {
      requestApiKey: api.key,
      requestApiVersion: version,
      correlationId: requestCorrelationId,
      clientId: "test",
    });
    write(writer, version, request);
    this.sendFrame(Buffer.concat(writer.take()));
  }

  /** Sends bytes behind their length. */
  sendFrame(frame: Buffer): void {
    const length = Buffer.alloc(4);
    length.writeInt32BE(frame.length);
    this.socket.write(Buffer.concat([length, frame]));
  }

  /** The next answer, which must be to the call that was sent last. */
  // biome-ignore lint/suspicious/noExplicitAny: as of call.
  async answer(name: ApiName, version: number): Promise<any> {
    const api: Api = APIS[name];
    const frame = await this.frame();
    if (frame === undefined) throw new Error(`the connection was closed instead of an answer to ${name}`);
    const reader = new KafkaReader(frame);
    if (reader.int32() !== this.#correlationId) throw new Error("the answer is to another request");
    if (version >= api.flexibleResponse && name !== "ApiVersions") reader.skipTagged();
    const { read } = await codecOf(`${name}Response`);
    const answer = read(reader, version);
    if (reader.left !== 0) throw new Error(`${reader.left} bytes follow an answer to ${name}`);
    return answer;
  }

  /** The next frame; undefined where the connection is closed instead. */
  async frame(): Promise<Buffer | undefined> {
    for (;;) {
      if (this.#received.length >= 4) {
        const length = this.#received.readInt32BE(0);
        if (this.#received.length >= 4 + length) {
          const frame = this.#received.subarray(4, 4 + length);
          this.#received = this.#received.subarray(4 + length);
          return frame;
        }
      }
      if (this.socket.destroyed || this.socket.readableEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
      });
    }
  }

  /** Resolves when the broker has closed the connection. */
  async closed(): Promise<void> {
    if (!this.socket.destroyed) await once(this.socket, "close");
  }
}

/** What a JoinGroup says of a consumer, which a test changes. */
export function joining(groupId: string, more: Init<Record<string, unknown>> = {}): object {
  return {
    groupId,
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    memberId: "",
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: Buffer.from("metadata") }],
    ...more,
  };
}
