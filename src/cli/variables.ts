import { SETTINGS, type Settings, variableOf } from "../settings.js";
import { closest } from "./suggestion.js";
import { tell } from "./terminal/output.js";

const PREFIX = "HEADWATER_";

const SETTING_VARIABLES = (Object.keys(SETTINGS) as (keyof Settings)[]).map(variableOf);

/** What commands that talk to a broker read. */
export const CLIENT_VARIABLES = [`${PREFIX}SERVER`];

/**
 * Says which variables are nearly one that is read here, as a mistyped one would be ignored in silence. Others are not
 * ours: an orchestrator may set some for a service that is called headwater.
 */
export function tellOfVariables(read: readonly string[] = SETTING_VARIABLES): void {
  const known = new Set([...SETTING_VARIABLES, ...CLIENT_VARIABLES]);
  for (const name of Object.keys(process.env)) {
    if (!name.startsWith(PREFIX) || known.has(name)) continue;
    const meant = closest(
      name.slice(PREFIX.length),
      read.map((variable) => variable.slice(PREFIX.length)),
    );
    if (meant !== undefined) tell(`the variable ${name} is not read: did you mean ${PREFIX}${meant}?`);
  }
}
