/** Makes clicks, as people would who press buttons on the page. */
import { setTimeout } from "node:timers/promises";

const intervalMs = 20;
const users = ["ada", "ben", "carol", "dan", "eve"];
const pages = ["home", "home", "home", "news", "news", "shop", "about"];

/** Posts clicks to the web server, one after the other, until there were so many or the signal ends it. */
export async function makeClicks(url: string, count: number, signal: AbortSignal): Promise<void> {
  for (let n = 0; n < count && !signal.aborted; n++) {
    const body = JSON.stringify({ user: users[n % users.length], page: pages[n % pages.length] });
    const response = await fetch(new URL("clicks", url), { method: "POST", body, signal });
    if (!response.ok) throw new Error(`the web server refused a click: ${await response.text()}`);
    await setTimeout(intervalMs, undefined, { signal });
  }
}
