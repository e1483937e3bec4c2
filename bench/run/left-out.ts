/** A subject can't be measured on this machine; the message says why. */
export class LeftOut extends Error {
  override readonly name = "LeftOut";
}
