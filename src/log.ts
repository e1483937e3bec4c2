import type { Logger } from "pino";

/** As much of a logger as a broker needs. */
export type Log = Pick<Logger, "debug" | "error" | "info" | "warn">;

/** Where nobody wants to know. Not a silent logger of pino's, as to load that takes longer than to start a broker. */
export const NO_LOG: Log = { debug() {}, error() {}, info() {}, warn() {} };
