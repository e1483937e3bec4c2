/** One aligned line: who, what, where (partition@offset), and the details. */
export function show(who: string, what: string, where = "", detail = "") {
  const columns = [who.padEnd(9), what.padEnd(9), where.padEnd(6), detail];
  process.stdout.write(`${columns.join("  ").trimEnd()}\n`);
}
