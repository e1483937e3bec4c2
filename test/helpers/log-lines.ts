import { EventEmitter, once } from "node:events";
import { type Logger, pino } from "pino";

export interface LogLine {
  readonly requestId?: string;
  readonly topic?: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** What a broker of a test logs. */
export class LogLines {
  readonly #written = new EventEmitter();
  readonly all: LogLine[] = [];
  readonly logger: Logger = pino({}, this);

  write(text: string): void {
    this.all.push(JSON.parse(text) as LogLine);
    this.#written.emit("line");
  }

  /** The first line of this kind, once it is written. */
  async next(isIt: (line: LogLine) => boolean): Promise<LogLine> {
    for (;;) {
      const line = this.all.find(isIt);
      if (line !== undefined) return line;
      await once(this.#written, "line");
    }
  }
}
