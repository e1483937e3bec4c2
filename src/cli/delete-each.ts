import { Failure, report } from "./failure.js";
import { print, printJson } from "./terminal/output.js";
import { visible } from "./terminal/visible.js";

/**
 * Deletes one after the other and says so of each. One that can't be deleted is reported and keeps none of the others.
 *
 * @param remove resolves with whether there was something to delete
 */
export async function deleteEach(
  names: readonly string[],
  noun: string,
  { json }: { readonly json?: true },
  remove: (name: string) => Promise<boolean>,
): Promise<void> {
  for (const name of names) {
    try {
      if (!(await remove(name))) continue;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      report(error);
      continue;
    }
    await (json ? printJson([{ deleted: name }]) : print(`${noun} ${visible(name)} deleted\n`));
  }
}
