import { type AlterConfigsResource, readAlterConfigsRequest } from "../../../gen/kafka/alter-configs-request.js";
import { writeAlterConfigsResponse } from "../../../gen/kafka/alter-configs-response.js";
import { APIS } from "../../../gen/kafka/apis.js";
import { serve } from "../api.js";
import type { Broker } from "../broker.js";
import { ErrorCode, KafkaError, refusalOf } from "../errors.js";
import { defaultConfigs, parseConfigs } from "../topic-configs.js";
import { Turn } from "../turns.js";

// Behavior:
// * Replaces the configuration of a topic: what is not named gets its default.

const TOPIC = 2;

export const alterConfigs = serve({
  api: APIS.AlterConfigs,
  read: readAlterConfigsRequest,
  write: writeAlterConfigsResponse,
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
  const config = { ...defaultConfigs(broker.settings), ...parseConfigs(configs, broker.settings) };
  await broker.engine.getTopic(resourceName);
  if (!validateOnly) await broker.engine.updateTopic({ topic: resourceName, config });
}
