import { eastAsianWidth } from "get-east-asian-width";

/** What drives a terminal or changes the direction of writing, and what is not seen at all. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu;

const ESCAPES: { readonly [character: string]: string } = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0" };

/** A name as a terminal may show it: control characters are escaped, as in `\n`, `\x1b` or `\u202e`. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character, at: number) => {
    // What joins the parts of an emoji, or of a word in some scripts, is seen in what it joins.
    if ((character === "\u200d" || character === "\u200c") && at > 0) return character;
    const code = character.codePointAt(0)!;
    const [prefix, digits] = code > 0xffff ? ["\\u{", 0] : code > 0xff ? ["\\u", 4] : ["\\x", 2];
    return ESCAPES[character] ?? `${prefix}${code.toString(16).padStart(digits, "0")}${digits === 0 ? "}" : ""}`;
  });
}

/** The same for text of several lines. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

const graphemes = new Intl.Segmenter("en");

/** The cells that a text without control characters takes on a terminal. */
export function cellsOf(text: string): number {
  // Nearly all names are of this kind.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let cells = 0;
  for (const { segment } of graphemes.segment(text)) {
    const isEmoji = segment.includes("\ufe0f");
    cells += isEmoji ? 2 : eastAsianWidth(segment.codePointAt(0)!);
  }
  return cells;
}
