import { BinaryReader } from "@bufbuild/protobuf/wire";

/** google.rpc.Code, by number. */
const CODE_NAMES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

export function codeName(code: number): string {
  return CODE_NAMES[code] ?? `code ${code}`;
}

/** The reason in the google.rpc.ErrorInfo of a `grpc-status-details-bin`; `undefined` where there is none. */
export function errorReason(detailsBin: string): string | undefined {
  const details = fieldsOf(Buffer.from(detailsBin, "base64"), 3);
  for (const any of details) {
    const [type] = fieldsOf(any, 1);
    const [info] = fieldsOf(any, 2);
    if (info !== undefined && type?.toString().endsWith("google.rpc.ErrorInfo")) {
      return fieldsOf(info, 1)[0]?.toString();
    }
  }
  return undefined;
}

/** The contents of a message's fields of bytes with this number. */
function fieldsOf(message: Uint8Array, number: number): Buffer[] {
  const reader = new BinaryReader(message);
  const found: Buffer[] = [];
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === number && wireType === 2) found.push(Buffer.from(reader.bytes()));
    else reader.skip(wireType, field);
  }
  return found;
}
