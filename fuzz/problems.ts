import type { FuzzRequest } from "./requests/request.js";

/** Different problems that are described in full. */
const MAX_DESCRIBED = 25;

/** What went wrong in a run. Each different problem is described once, with how to send its request again. */
export class Problems {
  readonly #report: (text: string) => void;
  readonly #seen = new Map<string, number>();
  total = 0;

  /** @param report takes each description as it comes up */
  constructor(report: (text: string) => void) {
    this.#report = report;
  }

  add(problem: string, request?: FuzzRequest): void {
    this.total++;
    const kind = `${request?.method.name ?? ""} ${problem.replace(/[0-9a-f-]{8,}|\d+/g, "#").slice(0, 120)}`;
    const times = (this.#seen.get(kind) ?? 0) + 1;
    this.#seen.set(kind, times);
    if (times > 1 || this.#seen.size > MAX_DESCRIBED) return;
    this.#report(request === undefined ? problem : `${request.method.name}: ${problem}\n${describe(request)}`);
  }
}

/** A request for people: what was done to it, and the arguments that send it again. */
export function describe(request: FuzzRequest): string {
  const { kind, changes, headers, body, method, ending } = request;
  const changed = changes.length > 0 ? ` (${changes.join(", ")})` : "";
  const metadata = JSON.stringify(headers);
  return [
    `  ${kind}${changed}, ${ending}`,
    `  --replay ${method.name} ${body.toString("base64") || "''"} --headers '${metadata.replaceAll("'", "'\\''")}'`,
  ].join("\n");
}
