#!/usr/bin/env node
import fs = require("node:fs");
import path = require("node:path");
import vm = require("node:vm");

/**
 * Runs what the build makes of main.ts: all of the command line as one file, and beside it what V8 compiled of that when the
 * build ran it. Loading modules one by one takes three times as long as all else that a broker does until it serves.
 *
 * V8 refuses what another version of it has compiled; then it compiles the file anew.
 */
const file = path.join(__dirname, "..", "headwater.cjs");
// The build leaves nothing in it that isn't ASCII, and V8 takes this as it is.
const source = fs.readFileSync(file, "latin1");
const script = new vm.Script(source, { filename: file, cachedData: compiled() });
(script.runInThisContext() as (load: NodeJS.Require, filename: string) => unknown)(require, file);

function compiled(): Buffer | undefined {
  try {
    return fs.readFileSync(`${file}.cache`);
  } catch {
    return undefined;
  }
}
