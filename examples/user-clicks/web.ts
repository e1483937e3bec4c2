/** A web server whose page produces a click for each button that is pressed. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { type Broker, type Click, topic } from "./clicks.js";
import { program } from "./program.js";

const { values } = parseArgs({ options: { port: { type: "string", default: "8080" } } });
const page = await readFile(new URL("page.html", import.meta.url));

function isClick(body: unknown): body is Click {
  const { user, page } = (body ?? {}) as Partial<Click>;
  return typeof user === "string" && typeof page === "string";
}

async function answer(broker: Broker, request: IncomingMessage, response: ServerResponse) {
  if (request.method === "GET" && request.url === "/") {
    response.setHeader("content-type", "text/html; charset=utf-8").end(page);
    return;
  }
  if (request.method !== "POST" || request.url !== "/clicks") {
    response.writeHead(404).end("GET / or POST /clicks\n");
    return;
  }
  const click = await json(request).catch(() => undefined);
  if (!isClick(click)) {
    response.writeHead(400).end('a click is {"user": "...", "page": "..."}\n');
    return;
  }
  const value = Buffer.from(JSON.stringify({ user: click.user, page: click.page }));
  await broker.produce({ topic, records: [{ key: Buffer.from(click.user), value }] });
  response.writeHead(204).end();
}

await program(async (broker, signal) => {
  const web = createServer((request, response) => {
    answer(broker, request, response).catch((error: Error) => response.writeHead(503).end(`${error.message}\n`));
  });
  web.listen(Number(values.port), "127.0.0.1");
  await once(web, "listening");
  process.stdout.write(`http://127.0.0.1:${(web.address() as AddressInfo).port}/\n`);
  if (!signal.aborted) await once(signal, "abort");
  web.close();
  web.closeAllConnections();
});
