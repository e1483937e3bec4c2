import { fork } from "node:child_process";
import { once } from "node:events";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { notices } from "./notices.js";

/**
 * Bundles the command line into one file, which src/launch.cts runs, with V8's code cache beside it.
 * Both are renamed into place, so that a program started meanwhile finds either the old or the new pair.
 */
const target = fileURLToPath(new URL("../dist/headwater.cjs", import.meta.url));
const made = `${target}.${process.pid}`;

const { metafile } = await build({
  entryPoints: [fileURLToPath(new URL("../src/main.ts", import.meta.url))],
  outfile: made,
  bundle: true,
  metafile: true,
  platform: "node",
  // Native code, which is in no bundle.
  external: ["@node-rs/crc32"],
  // The oldest Node that package.json allows.
  target: "node20.19",
  format: "cjs",
  // The launcher calls the bundle as a function: it is not a Node module.
  banner: { js: "(function (require, __filename) { const module = { exports: {} };" },
  footer: { js: "return module.exports; })" },
  define: { "import.meta.url": "__filename" },
  // Dynamic imports become lazy requires, which avoids Node's ES module loader.
  supported: { "dynamic-import": false },
  legalComments: "eof",
  logLevel: "warning",
});

writeFileSync(new URL("../dist/THIRD-PARTY-NOTICES.txt", import.meta.url), notices(metafile));

const compiler = fork(fileURLToPath(new URL("code-cache.mjs", import.meta.url)), [made, target], {
  // The builder's own settings must not affect the cache.
  env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HEADWATER|NODE)_/.test(name))),
  execArgv: [],
  stdio: ["ignore", "ignore", "inherit", "ipc"],
});
const [code] = await once(compiler, "exit");
if (code !== 0) throw new Error(`the code cache could not be made: exit code ${code}`);
// V8 rejects a stale cache only if the source length differs, so delete the old cache first.
rmSync(`${target}.cache`, { force: true });
renameSync(made, target);
renameSync(`${made}.cache`, `${target}.cache`);
