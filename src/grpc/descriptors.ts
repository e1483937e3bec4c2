import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";

interface DescribedFile {
  /** A FileDescriptorProto. */
  readonly bytes: Uint8Array;
  readonly imports: readonly string[];
}

/** The proto files of all services, with their comments. */
export class Descriptors {
  readonly #files = new Map<string, DescribedFile>();
  /** The name of the file that declares a symbol, by the symbol's full name. */
  readonly #symbols = new Map<string, string>();
  readonly #messages = new Set<string>();

  /** @param set a FileDescriptorSet that has every file that one of its files imports, and no extensions */
  constructor(set: Uint8Array) {
    for (const file of fromBinary(FileDescriptorSetSchema, set).file) {
      this.#files.set(file.name, { bytes: toBinary(FileDescriptorProtoSchema, file), imports: file.dependency });
      const add = (symbol: string) => this.#symbols.set(symbol, file.name);
      this.#addTypes(file.messageType, file.enumType, file.package, add);
      for (const service of file.service) {
        add(`${file.package}.${service.name}`);
        for (const method of service.method) add(`${file.package}.${service.name}.${method.name}`);
      }
    }
  }

  hasMessage(name: string): boolean {
    return this.#messages.has(name);
  }

  /** The name of the file that declares a symbol. */
  fileOf(symbol: string): string | undefined {
    return this.#symbols.get(symbol);
  }

  /** The file and all that it imports, in turn, each once; nothing where there is no such file. */
  filesFrom(name: string): readonly string[] {
    const names = new Set(this.#files.has(name) ? [name] : []);
    // A set's iterator comes to what is added meanwhile.
    for (const each of names) for (const needed of this.#files.get(each)!.imports) names.add(needed);
    return [...names];
  }

  /** The file's FileDescriptorProto. */
  bytesOf(name: string): Uint8Array {
    return this.#files.get(name)!.bytes;
  }

  #addTypes(
    messages: readonly DescriptorProto[],
    enums: readonly EnumDescriptorProto[],
    scope: string,
    add: (symbol: string) => void,
  ): void {
    for (const message of messages) {
      const name = `${scope}.${message.name}`;
      this.#messages.add(name);
      add(name);
      for (const member of [...message.field, ...message.oneofDecl]) add(`${name}.${member.name}`);
      this.#addTypes(message.nestedType, message.enumType, name, add);
    }
    for (const each of enums) {
      add(`${scope}.${each.name}`);
      // A value's name stands beside its enum's, as in C++; people look for it in the enum, too.
      for (const value of each.value)
        for (const within of [scope, `${scope}.${each.name}`]) add(`${within}.${value.name}`);
    }
  }
}

let descriptors: Descriptors | undefined;

/** What is shipped with this package. */
export function shippedDescriptors(): Descriptors {
  // By the package's own name, as the path differs between the sources and what is built of them.
  descriptors ??= new Descriptors(readFileSync(createRequire(import.meta.url).resolve("headwater/descriptors.binpb")));
  return descriptors;
}
