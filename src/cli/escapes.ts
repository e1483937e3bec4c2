const MEANT: { readonly [letter: string]: string } = { n: "\n", r: "\r", t: "\t", "0": "\0", "\\": "\\" };

/** A text with `\n`, `\r`, `\t`, `\0` and `\\` as what they stand for. */
export function unescaped(text: string): string {
  return text.replace(/\\([nrt0\\])/g, (_, letter: string) => MEANT[letter]!);
}
