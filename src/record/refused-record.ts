/** Why a record can't be stored. */
export type Refusal =
  /** What is wrong, and in which field of the record; empty: in the record as a whole. */
  | { readonly kind: "malformed"; readonly field: string; readonly problem: string }
  | { readonly kind: "too-large"; readonly bytes: number }
  | { readonly kind: "too-many-headers"; readonly headers: number };

/** One of a request's records is refused, and so all of them. */
export class RefusedRecord extends Error {
  override readonly name = "RefusedRecord";

  /** @param index which of the records it is */
  constructor(
    readonly index: number,
    readonly refusal: Refusal,
  ) {
    super(`record ${index} is ${refusal.kind}`);
  }
}
