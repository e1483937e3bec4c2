/** Records with these values. */
export function withValues(...texts: readonly string[]): { value: Uint8Array }[] {
  return texts.map((text) => ({ value: Buffer.from(text) }));
}

export function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}
