/** Which member handled which order, by the order's place: partition@offset. */
export class Progress {
  readonly #created = new Set<string>();
  readonly #handled = new Map<string, { place: string; member: string }[]>();

  constructor(groups: Iterable<string>) {
    for (const group of groups) this.#handled.set(group, []);
  }

  created(place: string) {
    this.#created.add(place);
  }

  handled(group: string, place: string, member: string) {
    this.#handled.get(group)?.push({ place, member });
  }

  /** How many of the created orders the group has handled. */
  count(group: string): number {
    const places = new Set(this.#handled.get(group)?.map(({ place }) => place));
    return [...this.#created].filter((place) => places.has(place)).length;
  }

  /** Whether every group has handled so many orders. */
  isDone(orders: number): boolean {
    return [...this.#handled.keys()].every((group) => this.count(group) === orders);
  }

  /** A line for each group. */
  summary(): string[] {
    return [...this.#handled].map(([group, handled]) => {
      const members = [...new Set(handled.map(({ member }) => member))].sort();
      const shares = members.map((name) => `${name} ${handled.filter(({ member }) => member === name).length}`);
      const orders = new Set(handled.map(({ place }) => place)).size;
      const again = handled.length - orders;
      const repeated = again > 0 ? `, ${again} of them again` : "";
      return `${group.padEnd(9)}  ${orders} orders: ${shares.join(", ") || "none"}${repeated}`;
    });
  }
}
