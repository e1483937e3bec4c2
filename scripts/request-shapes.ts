import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createFileRegistry, type DescField, type DescMessage, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, FieldDescriptorProto_Type as Type } from "@bufbuild/protobuf/wkt";

/** Makes gen/shapes/requests.ts from gen/descriptors.binpb: the fields of every request that the server takes. */
const at = (path: string) => fileURLToPath(new URL(`../gen/${path}`, import.meta.url));
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(at("descriptors.binpb"))));
const services = ["headwater.v1.BrokerService", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"];

const KINDS: { readonly [type: number]: string } = {
  [Type.STRING]: "string",
  [Type.BYTES]: "bytes",
  [Type.BOOL]: "bool",
  [Type.INT32]: "int32",
  [Type.ENUM]: "int32",
  [Type.INT64]: "int64",
  [Type.MESSAGE]: "message",
};

const shapes = new Map<string, string>();

/** @returns the name of a message's shape, which comes after those of the messages in it */
function shapeOf(message: DescMessage): string {
  const name = message.typeName.replaceAll(".", "_");
  if (!shapes.has(name)) {
    const fields = message.fields.map((field) => `    ${field.number}: ${toSource(field)},\n`);
    shapes.set(name, `const ${name}: Shape = {\n  name: "${message.name}",\n  fields: {\n${fields.join("")}  },\n};\n`);
  }
  return name;
}

function toSource(field: DescField): string {
  const kind = KINDS[field.proto.type];
  // A decoder reads its kind of number as the contract's other ones are not read; message-check.ts must know how.
  if (kind === undefined || field.fieldKind === "map") throw new Error(`${field}: no request has had such a field yet`);
  const parts = [`name: "${field.name}"`, `kind: "${kind}"`];
  if (field.fieldKind === "list") parts.push("repeated: true");
  if (field.oneof !== undefined) parts.push(`oneof: "${field.oneof.name}"`);
  if (field.message !== undefined) parts.push(`shape: ${shapeOf(field.message)}`);
  return `{ ${parts.join(", ")} }`;
}

const methods = services
  .flatMap((service) => registry.getService(service)!.methods)
  .map(({ name, input }) => `  ${name}: ${shapeOf(input)},\n`);
writeFileSync(
  at("shapes/requests.ts"),
  `// Made by npm run generate from proto/.

/** A message's fields by their numbers. */
export interface Shape {
  readonly name: string;
  readonly fields: { readonly [number: number]: FieldShape };
}

export interface FieldShape {
  readonly name: string;
  readonly kind: "string" | "bytes" | "bool" | "int32" | "int64" | "message";
  readonly repeated?: true;
  /** The oneof that it is a member of. */
  readonly oneof?: string;
  /** Of the message that it is. */
  readonly shape?: Shape;
}

${[...shapes.values()].join("\n")}
/** By the method's name, which no two services share. */
export const REQUEST_SHAPES = {
${methods.join("")}} as const satisfies { readonly [method: string]: Shape };
`,
);
