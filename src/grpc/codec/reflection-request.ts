import { WireError, WireReader, WireType } from "../../wire/reader.js";
import { isUtf8Slice } from "../../wire/utf8.js";

const TEXT_TAGS = [1, 3, 4, 6, 7].map((number) => (number << 3) | WireType.Bytes);
const EXTENSION_TAG = (5 << 3) | WireType.Bytes;
const EXTENSION_TYPE_TAG = (1 << 3) | WireType.Bytes;
const EXTENSION_NUMBER_TAG = (2 << 3) | WireType.Varint;

/** The numbers of the fields that the two messages have. */
const REQUEST_FIELDS = [1, 3, 4, 5, 6, 7];
const EXTENSION_FIELDS = [1, 2];

const reader = new WireReader();

/**
 * Checks an encoded grpc.reflection.v1.ServerReflectionRequest, for a decoder that takes wire types and lengths on trust
 * and is busy for minutes with a string of 4 GB that isn't there.
 *
 * @throws {WireError}
 */
export function checkReflectionRequest(bytes: Uint8Array): void {
  reader.reset(bytes, 0, bytes.length);
  while (reader.pos < bytes.length) {
    reader.end = bytes.length;
    const tag = reader.tag();
    if (tag === EXTENSION_TAG) {
      reader.end = reader.contentEnd();
      checkExtensionRequest(bytes);
    } else if (TEXT_TAGS.includes(tag)) skipText(bytes);
    else skipUnknown(tag, REQUEST_FIELDS);
  }
}

function checkExtensionRequest(bytes: Uint8Array): void {
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === EXTENSION_TYPE_TAG) skipText(bytes);
    else if (tag === EXTENSION_NUMBER_TAG) reader.skip(tag);
    else skipUnknown(tag, EXTENSION_FIELDS);
  }
}

function skipText(bytes: Uint8Array): void {
  const end = reader.contentEnd();
  if (!isUtf8Slice(bytes, reader.pos, end)) throw new WireError("has a string that is not valid UTF-8");
  reader.pos = end;
}

function skipUnknown(tag: number, known: readonly number[]): void {
  const number = tag >>> 3;
  if (known.includes(number))
    throw new WireError(`has field ${number} with wire type ${tag & 7}, which is not its own`);
  reader.skip(tag);
}
