import { APIS } from "../../../gen/kafka/apis.js";
import {
  type AlterConfigsResource,
  readIncrementalAlterConfigsRequest,
} from "../../../gen/kafka/incremental-alter-configs-request.js";
import { writeIncrementalAlterConfigsResponse } from "../../../gen/kafka/incremental-alter-configs-response.js";
import { serve } from "../api.js";
import type { Broker } from "../broker.js";
import { ErrorCode, KafkaError, refusalOf } from "../errors.js";
import { parseConfigs } from "../topic-configs.js";
import { Turn } from "../turns.js";

// Behavior:
// * Sets single values of topics (operation 0), or their defaults (1). Nothing can be appended to a value or taken from it.
// * A broker's configuration is that which it was started with.

const TOPIC = 2;
const SET = 0;
const DELETE = 1;

export const incrementalAlterConfigs = serve({
  api: APIS.IncrementalAlterConfigs,
  read: readIncrementalAlterConfigsRequest,
  write: writeIncrementalAlterConfigsResponse,
  async handle(broker, { resources, validateOnly }) {
    const turn = new Turn();
    const responses = [];
    for (const resource of resources) {
      const { resourceType, resourceName } = resource;
      try {
        await alter(broker, resource, validateOnly);
        responses.push({ errorCode: ErrorCode.NONE, errorMessage: null, resourceType, resourceName });
      } catch (error) {
        responses.push({
          ...refusalOf(error, { INVALID_FIELD: ErrorCode.INVALID_CONFIG }),
          resourceType,
          resourceName,
        });
      }
      await turn.next();
    }
    return { responses };
  },
});

async function alter(
  broker: Broker,
  { resourceType, resourceName, configs }: AlterConfigsResource,
  validateOnly: boolean,
): Promise<void> {
  if (resourceType !== TOPIC) {
    throw new KafkaError(ErrorCode.INVALID_REQUEST, "topics alone can be configured while the broker runs");
  }
  const entries = configs.map(({ name, configOperation, value }) => {
    if (configOperation === SET) return { name, value };
    if (configOperation === DELETE) return { name, value: null };
    throw new KafkaError(ErrorCode.INVALID_CONFIG, `${name} is no list: it can be set, or deleted`);
  });
  const config = parseConfigs(entries, broker.settings);
  await broker.engine.getTopic(resourceName);
  if (!validateOnly) await broker.engine.updateTopic({ topic: resourceName, config });
}
