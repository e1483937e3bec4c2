import { startBroker } from "../src/index.js";

/** The broker of a soak: tells its parent its address, then its memory whenever it is asked. */
const broker = await startBroker({ grpcListen: "127.0.0.1:0", maxLogBytes: Number(process.argv[2]) });
process.on("message", () => process.send?.(process.memoryUsage()));
process.on("disconnect", () => process.exit());
process.send?.({ address: broker.address });
