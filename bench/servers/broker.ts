import { totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Settings, startBroker } from "../../src/index.js";
import { answerParent } from "./measured.js";

/**
 * A broker as it ships, on a free port: `broker.ts [root] [settings]`. It is what was built below the root, by default
 * this checkout; the settings are JSON, as in `{"maxLogBytes":1000000}`.
 */
const checkout = fileURLToPath(new URL("../..", import.meta.url));
const [root = "", settings = "{}"] = process.argv.slice(2);

const built = join(root || checkout, "dist/src/index.js");
const product = (await import(pathToFileURL(built).href).catch((error: Error) => {
  throw new Error(`can't load ${built}: run npm run build there (${error.message})`, { cause: error });
})) as { startBroker: typeof startBroker };

// As `headwater serve` does. A checkout to compare with may be older than that.
const heap = (await import(pathToFileURL(join(root || checkout, "dist/src/heap.js")).href).catch(() => undefined)) as
  | { relaxHeap(memoryBytes: number): void }
  | undefined;
heap?.relaxHeap(totalmem());

const given = JSON.parse(settings) as Partial<Settings>;
const broker = await product.startBroker({ ...given, grpcListen: "127.0.0.1:0" });
answerParent(broker.address);
