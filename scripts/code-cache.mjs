import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import v8 from "node:v8";
import vm from "node:vm";

/**
 * Runs the bundle `made` as if it were at `target`, as far as a broker's first answer to a command, and writes what V8 has
 * compiled until then to `made`.cache.
 */
const [made, target] = process.argv.slice(2);

// V8 refuses what was compiled under other flags.
v8.setFlagsFromString = () => {};

const script = new vm.Script(readFileSync(made, "latin1"), { filename: target });
const address = `127.0.0.1:${await freePort()}`;
await run("serve", "--grpc-listen", address);
await run("topics", "list", "--server", address);
writeFileSync(`${made}.cache`, script.createCachedData());
process.exit();

function run(...args) {
  process.argv = [process.execPath, target, ...args];
  return script.runInThisContext()(createRequire(target), target).ended;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
