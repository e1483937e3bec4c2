import type { Field, Message, Versions } from "./definition.js";

const NUMBERS = new Set(["int8", "int16", "uint16", "int32", "uint32", "int64", "float64"]);
/** A generated function: its first line, then the others. */
const FUNCTION = /^(export function .*\n)((?: .*\n)*})/gm;
const ZERO_UUID = '"00000000-0000-0000-0000-000000000000"';

/** The TypeScript of one message: its types, a function that reads it, and one that writes it. */
export function sourceOf(message: Message, origin: string): string {
  return new Source(message).text(origin);
}

class Source {
  readonly #message: Message;
  readonly #lines: string[] = [];

  constructor(message: Message) {
    this.#message = message;
  }

  text(origin: string): string {
    const { name, fields, structs } = this.#message;
    for (const [struct, own] of structs) if (this.#isUsed(own)) this.#struct(struct, own);
    this.#struct(name, fields);
    const body = this.#lines.join("\n").replace(FUNCTION, (text, head: string, rest: string) => {
      // A struct that is the same in all versions.
      return /\bv\b/.test(rest) ? text : `${head.replace("v: number", "_v: number")}${rest}`;
    });
    const types = ["Init", "KafkaReader", "KafkaWriter"].filter((type) => body.includes(type)).join(", ");
    return `// Made by npm run generate:kafka from ${name}.json of ${origin}\nimport type { ${types} } from "../../src/kafka-protocol/messages.js";\n\n${body}\n`;
  }

  /** A struct that no version we speak has would be dead code. */
  #isUsed(fields: readonly Field[]): boolean {
    return fields.some(({ versions }) => this.#condition(versions) !== "false");
  }

  #struct(name: string, all: readonly Field[]): void {
    const fields = all.filter(({ versions }) => this.#condition(versions) !== "false");
    this.#line(`export interface ${name} {`);
    for (const field of fields) this.#line(`  ${field.name}: ${this.#typeOf(field)};`);
    this.#line("}");
    this.#reader(name, fields);
    this.#writer(name, fields);
    this.#line("");
  }

  #reader(name: string, fields: readonly Field[]): void {
    this.#line(`export function read${name}(r: KafkaReader, v: number): ${name} {`);
    this.#line(`  const o: ${name} = { ${fields.map((f) => `${f.name}: ${this.#default(f)}`).join(", ")} };`);
    for (const field of fields) {
      if (field.tagged !== undefined) continue;
      this.#when(`  `, this.#condition(field.versions), `o.${field.name} = ${this.#read(field)};`);
    }
    const flexible = this.#condition(this.#message.flexible);
    const tagged = fields.filter(({ tag }) => tag !== undefined);
    if (flexible !== "false") {
      const opening = flexible === "true" ? "  " : `  if (${flexible}) `;
      if (tagged.length === 0) this.#line(`${opening}r.skipTagged();`);
      else {
        this.#line(`${opening}for (let n = r.taggedCount(); n > 0; n--) {`);
        this.#line("    const tag = r.uvarint(), end = r.taggedEnd();");
        for (const [index, field] of tagged.entries()) {
          const condition = this.#condition(field.tagged);
          const test = condition === "true" ? `tag === ${field.tag}` : `tag === ${field.tag} && ${condition}`;
          this.#line(`    ${index > 0 ? "else " : ""}if (${test}) o.${field.name} = ${this.#read(field)};`);
        }
        this.#line("    r.endTagged(end);\n  }");
      }
    }
    this.#line("  return o;\n}");
  }

  #writer(name: string, fields: readonly Field[]): void {
    this.#line(`export function write${name}(w: KafkaWriter, v: number, o: Init<${name}>): void {`);
    for (const field of fields) {
      if (field.tagged !== undefined) continue;
      this.#when("  ", this.#condition(field.versions), this.#write(field));
    }
    const flexible = this.#condition(this.#message.flexible);
    const tagged = fields.filter(({ tag }) => tag !== undefined).sort((a, b) => a.tag! - b.tag!);
    if (flexible !== "false") {
      const opening = flexible === "true" ? "  " : `  if (${flexible}) `;
      if (tagged.length === 0) this.#line(`${opening}w.uvarint(0);`);
      else {
        this.#line(`${opening}{`);
        for (const field of tagged) {
          const differs = `o.${field.name} !== undefined && !w.isSame(o.${field.name}, ${this.#default(field)})`;
          const condition = this.#condition(field.tagged);
          this.#line(`    const has${field.tag} = ${condition === "true" ? "" : `${condition} && `}${differs};`);
        }
        this.#line(`    w.uvarint(${tagged.map(({ tag }) => `(has${tag} ? 1 : 0)`).join(" + ")});`);
        for (const field of tagged) {
          this.#line(`    if (has${field.tag}) w.tagged(${field.tag}, () => { ${this.#write(field)} });`);
        }
        this.#line("  }");
      }
    }
    this.#line("}");
  }

  #typeOf(field: Field): string {
    const base = this.#elementType(field.type);
    const type = field.isArray ? `${base}[]` : base;
    return field.nullable === undefined && field.default !== "null" ? type : `${type} | null`;
  }

  #elementType(type: string): string {
    if (NUMBERS.has(type)) return "number";
    if (type === "string" || type === "uuid") return "string";
    if (type === "bytes" || type === "records") return "Uint8Array";
    return type === "bool" ? "boolean" : type;
  }

  #default({ type, isArray, default: given }: Field): string {
    if (given === "null") return "null";
    if (isArray) return "[]";
    if (NUMBERS.has(type)) return `${Number(given ?? 0)}`;
    if (type === "string") return JSON.stringify(given ?? "");
    if (type === "bool") return given ?? "false";
    if (type === "uuid") return ZERO_UUID;
    if (type === "bytes") return "new Uint8Array(0)";
    if (type === "records") return "new Uint8Array(0)";
    const fields = this.#message.structs.get(type)!.filter(({ versions }) => this.#condition(versions) !== "false");
    return `{ ${fields.map((field) => `${field.name}: ${this.#default(field)}`).join(", ")} }`;
  }

  #read(field: Field): string {
    const { type, isArray, nullable } = field;
    const flexible = this.#flexible(field);
    const mayBeNull = this.#condition(nullable);
    const either = (plain: string, orNull: string) =>
      mayBeNull === "false" ? plain : mayBeNull === "true" ? orNull : `${mayBeNull} ? ${orNull} : ${plain}`;
    const isStruct = this.#message.structs.has(type);
    if (isArray) {
      const element = isStruct ? `() => read${type}(r, v)` : `() => ${this.#readOne(type, flexible)}`;
      return either(`r.array(${flexible}, ${element})`, `r.nullableArray(${flexible}, ${element})`);
    }
    if (isStruct) return either(`read${type}(r, v)`, `(r.int8() < 0 ? null : read${type}(r, v))`);
    const call = this.#readOne(type, flexible);
    return either(
      call,
      call.replace(/^r\.(\w)/, (_, first: string) => `r.nullable${first.toUpperCase()}`),
    );
  }

  #readOne(type: string, flexible: string): string {
    if (type === "string" || type === "bytes") return `r.${type}(${flexible})`;
    if (type === "records") return `r.bytes(${flexible})`;
    return `r.${type}()`;
  }

  #write(field: Field): string {
    const { type, isArray, name } = field;
    const flexible = this.#flexible(field);
    const isStruct = this.#message.structs.has(type);
    const value = `o.${name} === undefined ? ${this.#default(field)} : o.${name}`;
    if (isArray) {
      const element = isStruct ? `(e) => write${type}(w, v, e)` : `(e) => ${this.#writeOne(type, flexible, "e")}`;
      return `w.array(${flexible}, ${value}, ${element});`;
    }
    if (isStruct) {
      if (field.nullable === undefined) return `write${type}(w, v, o.${name} ?? {});`;
      return `if (o.${name} == null) w.int8(-1); else { w.int8(1); write${type}(w, v, o.${name}); }`;
    }
    return `${this.#writeOne(type, flexible, value)};`;
  }

  #writeOne(type: string, flexible: string, value: string): string {
    if (type === "string" || type === "bytes") return `w.${type}(${flexible}, ${value})`;
    if (type === "records") return `w.bytes(${flexible}, ${value})`;
    return `w.${type}(${value})`;
  }

  #flexible(field: Field): string {
    if (field.flexible === "never") return "false";
    return this.#condition(field.flexible ?? this.#message.flexible);
  }

  /** The test on `v` that stands for a range, given the versions that there are. */
  #condition(range: Versions | undefined): string {
    const { min, max } = this.#message.versions;
    if (range === undefined || range.min > max || range.max < min) return "false";
    const tests: string[] = [];
    if (range.min > min) tests.push(`v >= ${range.min}`);
    if (range.max < max) tests.push(`v <= ${range.max}`);
    return tests.length === 0 ? "true" : tests.join(" && ");
  }

  #when(indent: string, condition: string, statement: string): void {
    if (condition === "false") return;
    this.#line(condition === "true" ? `${indent}${statement}` : `${indent}if (${condition}) { ${statement} }`);
  }

  #line(text: string): void {
    this.#lines.push(text);
  }
}
