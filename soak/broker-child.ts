import { startBroker } from "../src/index.js";

/** The broker process of a soak: reports its address, then its memory on request. */
const broker = await startBroker({ grpcListen: "127.0.0.1:0", maxLogBytes: Number(process.argv[2]) });
process.on("message", () => process.send?.(process.memoryUsage()));
process.on("disconnect", () => process.exit());
process.send?.({ address: broker.address });
