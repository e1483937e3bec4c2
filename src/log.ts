import type { Logger } from "pino";

/** As much of a logger as a broker needs. */
export type Log = Pick<Logger, "debug" | "error" | "info" | "warn">;

/** Discards everything. pino has a silent level, but loading pino takes longer than starting a broker. */
export const NO_LOG: Log = { debug() {}, error() {}, info() {}, warn() {} };
