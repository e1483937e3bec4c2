import { fork } from "node:child_process";
import { once } from "node:events";
import { renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Makes of the command line and all that it loads one file, which src/launch.cts runs, and beside it what V8 compiles of it.
 * Both are renamed into place, so that a program that is started meanwhile finds either the old or the new ones.
 */
const target = fileURLToPath(new URL("../dist/headwater.cjs", import.meta.url));
const made = `${target}.${process.pid}`;

await build({
  entryPoints: [fileURLToPath(new URL("../src/main.ts", import.meta.url))],
  outfile: made,
  bundle: true,
  platform: "node",
  // The oldest that package.json allows.
  target: "node20.19",
  format: "cjs",
  // A function of what the launcher gives it, as it is no module of Node's.
  banner: { js: "(function (require, __filename) { const module = { exports: {} };" },
  footer: { js: "return module.exports; })" },
  define: { "import.meta.url": "__filename" },
  // Loaded when it is asked for all the same, but without Node's loader of ES modules.
  supported: { "dynamic-import": false },
  legalComments: "eof",
  logLevel: "warning",
});

const compiler = fork(fileURLToPath(new URL("code-cache.mjs", import.meta.url)), [made, target], {
  // What whoever builds has set is not to get in.
  env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HEADWATER|NODE)_/.test(name))),
  execArgv: [],
  stdio: ["ignore", "ignore", "inherit", "ipc"],
});
const [code] = await once(compiler, "exit");
if (code !== 0) throw new Error(`the code cache could not be made: exit code ${code}`);
// V8 tells a cache of another source by the length alone.
rmSync(`${target}.cache`, { force: true });
renameSync(made, target);
renameSync(`${made}.cache`, `${target}.cache`);
