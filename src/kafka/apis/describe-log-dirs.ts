import { APIS } from "../../../gen/kafka/apis.js";
import { readDescribeLogDirsRequest } from "../../../gen/kafka/describe-log-dirs-request.js";
import {
  type DescribeLogDirsTopic,
  writeDescribeLogDirsResponse,
} from "../../../gen/kafka/describe-log-dirs-response.js";
import type { TopicDescription } from "../../engine/engine.js";
import type { Init } from "../../kafka-protocol/messages.js";
import { serve } from "../api.js";
import { ErrorCode } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * There is one log directory, which stands for wherever the engine keeps its logs; it is named after the engine.
// * Topics that are not there are left out, as in Kafka.
//
// Version notes:
// * v4: how much room there is, of which the engine's bound is told.

export const describeLogDirs = serve({
  api: APIS.DescribeLogDirs,
  read: readDescribeLogDirsRequest,
  write: writeDescribeLogDirsResponse,
  async handle(broker, { topics }) {
    const turn = new Turn();
    const described: Init<DescribeLogDirsTopic>[] = [];
    if (topics === null) for await (const topic of broker.topics()) described.push(sizesOf(topic));
    else {
      for (const { topic, partitions } of topics) {
        const description = await broker.lookUpTopic(topic);
        if (description !== undefined) described.push(sizesOf(description, new Set(partitions)));
        await turn.next();
      }
    }
    const { kind, logBytes, maxLogBytes } = broker.engine.describe();
    const totalBytes = maxLogBytes ?? -1;
    const usableBytes = maxLogBytes === undefined ? -1 : Math.max(0, maxLogBytes - logBytes);
    const directory = { errorCode: ErrorCode.NONE, logDir: kind, topics: described, totalBytes, usableBytes };
    return { errorCode: ErrorCode.NONE, results: [directory] };
  },
});

function sizesOf({ topic, partitions }: TopicDescription, asked?: ReadonlySet<number>): Init<DescribeLogDirsTopic> {
  return {
    name: topic,
    partitions: partitions
      .filter(({ partition }) => asked?.has(partition) ?? true)
      .map(({ partition, sizeBytes }) => ({ partitionIndex: partition, partitionSize: sizeBytes, offsetLag: 0 })),
  };
}
