import { excuseOf, isBug } from "./client/judge.js";
import type { Outcome } from "./client/outcome.js";
import { codeName } from "./client/status.js";
import type { BrokenConnection } from "./frames/broken-connection.js";

/** How often each thing happened. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The most frequent first. */
  toObject(): { readonly [name: string]: number } {
    return Object.fromEntries([...this.#counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
  }
}

/** What a run sent and how it was answered. */
export class Tallies {
  readonly kinds = new Tally();
  readonly methods = new Tally();
  readonly mutations = new Tally();
  /** Ends of requests: a status with its reason, or how the call was lost. */
  readonly answers = new Tally();
  /** INTERNAL and UNKNOWN, by why that is a fair answer. */
  readonly tolerated = new Tally();
  readonly attacks = new Tally();
  /** Those that the broker ended with GOAWAY or by closing. */
  attacksRefused = 0;
  acceptedRequests = 0;
  acceptedRecords = 0;

  count(outcome: Outcome): void {
    const { request, end, code } = outcome;
    this.kinds.add(request.kind);
    this.methods.add(request.method.name);
    if (request.kind === "mutated message") for (const mutation of request.changes) this.mutations.add(mutation);
    this.answers.add(nameOf(outcome));
    if (end === "status" && isBug(code)) this.tolerated.add(`${codeName(code)}: ${excuseOf(outcome) ?? "nothing"}`);
    for (const refusal of outcome.refusedInStream) {
      this.answers.add(`${codeName(refusal.code)} / ${refusal.reason}, in a stream`);
    }
    if (outcome.accepted > 0) {
      this.acceptedRequests++;
      this.acceptedRecords += outcome.accepted;
    }
  }

  countAttack({ attack }: BrokenConnection, refused: boolean): void {
    this.attacks.add(attack);
    if (refused) this.attacksRefused++;
  }
}

function nameOf({ end, code, reason, httpCode }: Outcome): string {
  switch (end) {
    case "status":
      return reason === "" ? codeName(code) : `${codeName(code)} / ${reason}`;
    case "http":
      return `HTTP ${httpCode}`;
    case "reset":
      return `reset by the broker with HTTP/2 error ${httpCode}`;
    case "left":
      return "reset by the client";
    case "cut":
      return "lost with a connection that the client cut";
    case "closed":
      return "lost with a connection that the broker closed";
    case "hung":
      return "never answered";
    case "dead":
      return "never answered, on a dead connection";
  }
}
