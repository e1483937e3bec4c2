import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Inclusive. `max` is Infinity where later versions have it too. */
export interface Versions {
  readonly min: number;
  readonly max: number;
}

export interface Field {
  readonly name: string;
  /** Without the `[]` of an array. */
  readonly type: string;
  readonly isArray: boolean;
  /** The struct's own fields. Absent: a primitive, or a struct that is defined elsewhere in the message. */
  readonly fields?: readonly Field[] | undefined;
  readonly versions: Versions;
  readonly nullable: Versions | undefined;
  /** Where it is a tagged field. */
  readonly tagged: Versions | undefined;
  readonly tag: number | undefined;
  /** Overrides those of the message. */
  readonly flexible: Versions | "never" | undefined;
  readonly default: string | undefined;
}

export interface Message {
  readonly name: string;
  /** Absent: neither a request nor a response. */
  readonly apiKey: number | undefined;
  readonly versions: Versions;
  readonly flexible: Versions | undefined;
  readonly fields: readonly Field[];
  readonly structs: ReadonlyMap<string, readonly Field[]>;
}

interface FieldJson {
  readonly name: string;
  readonly type: string;
  readonly versions?: string;
  readonly nullableVersions?: string;
  readonly taggedVersions?: string;
  readonly flexibleVersions?: string;
  readonly tag?: number;
  readonly default?: string | number | boolean;
  readonly fields?: readonly FieldJson[];
}

interface MessageJson {
  readonly name: string;
  readonly apiKey?: number;
  readonly validVersions: string;
  readonly flexibleVersions?: string;
  readonly fields: readonly FieldJson[];
  readonly commonStructs?: readonly { readonly name: string; readonly fields: readonly FieldJson[] }[];
}

/** Reads one of Kafka's message definitions, which are JSON with comments. */
export function readMessage(directory: string, name: string): Message {
  const text = readFileSync(join(directory, `${name}.json`), "utf8");
  const json = JSON.parse(text.replace(/^\s*\/\/.*$/gm, "")) as MessageJson;
  const fields = json.fields.map(fieldOf);
  const structs = new Map<string, readonly Field[]>();
  for (const struct of json.commonStructs ?? []) structs.set(struct.name, struct.fields.map(fieldOf));
  for (const own of [...structs.values(), fields]) collectStructs(own, structs);
  return {
    name: json.name,
    apiKey: json.apiKey,
    versions: rangeOf(json.validVersions)!,
    flexible: rangeOf(json.flexibleVersions),
    fields,
    structs,
  };
}

function collectStructs(fields: readonly Field[], structs: Map<string, readonly Field[]>): void {
  for (const field of fields) {
    if (field.fields === undefined) continue;
    if (structs.has(field.type)) throw new Error(`struct ${field.type} is defined twice`);
    structs.set(field.type, field.fields);
    collectStructs(field.fields, structs);
  }
}

function fieldOf(json: FieldJson): Field {
  const isArray = json.type.startsWith("[]");
  const versions = rangeOf(json.versions ?? json.taggedVersions)!;
  const tagged = rangeOf(json.taggedVersions);
  if (tagged !== undefined && tagged.min > versions.min) throw new Error(`${json.name} was no tagged field at first`);
  return {
    name: json.name[0]!.toLowerCase() + json.name.slice(1),
    type: isArray ? json.type.slice(2) : json.type,
    isArray,
    fields: json.fields?.map(fieldOf),
    versions,
    nullable: rangeOf(json.nullableVersions),
    tagged,
    tag: json.tag,
    flexible: json.flexibleVersions === "none" ? "never" : rangeOf(json.flexibleVersions),
    default: json.default === undefined ? undefined : `${json.default}`,
  };
}

function rangeOf(text: string | undefined): Versions | undefined {
  if (text === undefined || text === "none") return undefined;
  const [min, max] = text.split("-");
  if (text.endsWith("+")) return { min: Number(text.slice(0, -1)), max: Number.POSITIVE_INFINITY };
  return { min: Number(min), max: Number(max ?? min) };
}
