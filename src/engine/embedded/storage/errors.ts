/** What was on disk is damaged: bytes that were written and synced are not what they were. */
export class Damaged extends Error {
  override readonly name = "Damaged";

  /**
   * @param file path relative to the data directory
   * @param position byte of the file
   * @param problem as the end of a sentence that starts with the place
   */
  constructor(
    readonly file: string,
    readonly position: number,
    readonly problem: string,
  ) {
    super(`${file} is damaged at byte ${position}: ${problem}`);
  }
}
