import { type ClientError, createChannel, createClient } from "nice-grpc";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";

/**
 * A process that is a member of a group: it tells its parent what it is sent, commits when its parent says so, and tells
 * how its stream and its commits ended.
 */
const [address = "", group = ""] = process.argv.slice(2);
const client = createClient(BrokerServiceDefinition, createChannel(address));
let memberId = "";

const tell = (message: { readonly [what: string]: unknown }) => process.send?.(message);
const toRefusal = ({ code, details }: ClientError) => ({ code, details });

process.on("message", ({ topic, partition, offset }: { topic: string; partition: number; offset: number }) => {
  const offsets = [{ topic, partition, offset: BigInt(offset) }];
  client.commitOffsets({ group, memberId, offsets }).then(
    () => tell({ committed: offset }),
    (error: ClientError) => tell({ refused: toRefusal(error) }),
  );
});

try {
  for await (const { assigned, batch } of client.subscribe({ topics: ["orders"], group })) {
    if (assigned !== undefined) {
      memberId = assigned.memberId;
      tell({ assigned: memberId });
    }
    if (batch !== undefined) tell({ batch: Number(batch.nextOffset) });
  }
} catch (error) {
  tell({ ended: toRefusal(error as ClientError) });
}
