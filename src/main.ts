import { program } from "./cli/program.js";

// Not awaited here, as the build makes one CommonJS file of it, which has no top-level await.
export const ended = program().parseAsync();
