import { createChannel, createClient } from "nice-grpc";
import { BrokerServiceDefinition } from "../gen/ts/headwater/v1/broker_service.js";

/** A producer process at full speed on one ProduceStream. It reports its progress on request. */
const [address = "", topic = "", recordsPerRequest = "", valueBytes = ""] = process.argv.slice(2);
const UNANSWERED_REQUESTS = 8;
const progress = { records: 0, refused: 0 };
process.on("message", () => process.send?.(progress));
process.on("disconnect", () => process.exit());

const records = Array.from({ length: Number(recordsPerRequest) }, () => ({
  value: new Uint8Array(Number(valueBytes)),
}));
let unanswered = 0;
let wake = () => {};

async function* requests() {
  for (;;) {
    while (unanswered >= UNANSWERED_REQUESTS) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    unanswered++;
    yield { produce: { topic, records } };
  }
}

const client = createClient(BrokerServiceDefinition, createChannel(address));
for await (const { appended } of client.produceStream(requests())) {
  if (appended === undefined) progress.refused += records.length;
  else progress.records += records.length;
  unanswered--;
  wake();
}
