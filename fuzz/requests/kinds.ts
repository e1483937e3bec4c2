/** What is wrong with a request, if anything. */
export const KINDS = [
  "valid",
  "mutated message",
  "random message",
  "metadata",
  "framing",
  "content type",
  "disconnect",
] as const;

export type Kind = (typeof KINDS)[number];

/** How many of each there are, of 1000. */
export const KIND_WEIGHTS: readonly (readonly [number, Kind])[] = [
  [70, "valid"],
  [770, "mutated message"],
  [40, "random message"],
  [40, "metadata"],
  [40, "framing"],
  [10, "content type"],
  [30, "disconnect"],
];
