import { DirectoryLock } from "../../src/engine/embedded/storage/lock.js";

/** Holds the directory of its first argument until it is killed. */
await DirectoryLock.acquire(process.argv[2]!);
setInterval(() => {}, 1 << 30);
process.send!("held");
