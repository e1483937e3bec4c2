import { Failure } from "./failure.js";

/** A member of a JSON object: its name, and the text of its value as it stands, without whitespace between tokens. */
export interface Member {
  readonly name: string;
  readonly text: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/gy;
const BETWEEN = /[ \t\r\n]*/y;

/**
 * The members of a JSON object, in its order; a name may come twice. `JSON.parse` would keep what its numbers and objects
 * can hold: no integer beyond 2^53, no 1.10, one of two equal names.
 *
 * @throws {SyntaxError} where it is no JSON
 */
export function membersOf(json: string): Member[] | undefined {
  const parts = partsOf(json, "{");
  return parts?.map((text) => {
    const name = /^"(?:[^"\\]|\\.)*"/.exec(text)![0];
    return { name: JSON.parse(name) as string, text: text.slice(name.length + 1) };
  });
}

/** The texts of the items of a JSON array. @throws {SyntaxError} where it is no JSON */
export function itemsOf(json: string): string[] | undefined {
  return partsOf(json, "[");
}

/** What stands between the outermost commas; `undefined` where it begins otherwise. */
function partsOf(json: string, opening: "{" | "["): string[] | undefined {
  JSON.parse(json);
  const parts: string[] = [];
  let part = "";
  let depth = 0;
  for (const token of tokensOf(json)) {
    if (depth === 0) {
      if (token !== opening) return undefined;
      depth = 1;
      continue;
    }
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth === 0 || (depth === 1 && token === ",")) {
      if (part !== "") parts.push(part);
      part = "";
    } else part += token;
  }
  return parts;
}

/** The tokens of what is known to be JSON. */
function* tokensOf(json: string): Generator<string, void, undefined> {
  let at = 0;
  while (at < json.length) {
    BETWEEN.lastIndex = at;
    BETWEEN.exec(json);
    TOKEN.lastIndex = BETWEEN.lastIndex;
    const token = TOKEN.exec(json)?.[0];
    if (token === undefined) return;
    at = TOKEN.lastIndex;
    yield token;
  }
}

/** The text that a JSON string is, or `undefined` for another value. @throws {Failure} for half of a character */
export function stringOf(json: string): string | undefined {
  if (!json.startsWith('"')) return undefined;
  const text = JSON.parse(json) as string;
  if (/\p{Surrogate}/u.test(text)) throw new Failure("has a lone surrogate in a text, which no UTF-8 has");
  return text;
}
