import { Client, credentials, loadPackageDefinition, type ServiceClientConstructor } from "@grpc/grpc-js";
import type { PackageDefinition } from "@grpc/proto-loader";
import { onTestFinished } from "vitest";
import type { Broker } from "../../src/index.js";

/** How a client without generated code sees messages: plain objects with the contract's names. */
export const LOADER_OPTIONS = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true } as const;

type Message = { readonly [field: string]: unknown };

/** A client made at run time from descriptors alone, closed when the test is over. */
export class DynamicClient {
  readonly #client: Client;
  readonly #service: ServiceClientConstructor["service"];

  constructor({ address }: Pick<Broker, "address">, definition: PackageDefinition, name: string) {
    const path = name.split(".");
    const found = path.reduce<unknown>(
      (within, part) => (within as { [name: string]: unknown })[part],
      loadPackageDefinition(definition),
    );
    this.#service = (found as ServiceClientConstructor).service;
    this.#client = new Client(address, credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 });
    onTestFinished(() => this.#client.close());
  }

  call(name: string, request: Message): Promise<Message> {
    const { path, requestSerialize, responseDeserialize } = this.#method(name);
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, response) => {
        if (error) reject(error);
        else resolve(response as Message);
      });
    });
  }

  stream(name: string, request: Message): AsyncIterable<Message> {
    const { path, requestSerialize, responseDeserialize } = this.#method(name);
    return this.#client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
  }

  #method(name: string) {
    const method = this.#service[name];
    if (method === undefined) throw new Error(`the descriptors have no method ${name}`);
    return method;
  }
}
