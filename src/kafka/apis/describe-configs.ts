import { APIS } from "../../../gen/kafka/apis.js";
import {
  type DescribeConfigsResource,
  readDescribeConfigsRequest,
} from "../../../gen/kafka/describe-configs-request.js";
import { writeDescribeConfigsResponse } from "../../../gen/kafka/describe-configs-response.js";
import { serve } from "../api.js";
import { type Broker, NODE_ID } from "../broker.js";
import { ErrorCode, KafkaError, refusalOf } from "../errors.js";
import { ConfigType, type DescribedConfig, describedConfig, describedConfigs, selected } from "../topic-configs.js";
import { Turn } from "../turns.js";

// Behavior:
// * Topics and this broker have configurations; what else may be asked for is refused with INVALID_REQUEST.
// * A broker's are what it was started with, by Kafka's names where there are such.
//
// Version notes:
// * v1: the oldest: sources and synonyms, of which there are none. v3: types and documentation.

const TOPIC = 2;
const BROKER = 4;
const FROM_START = 4;

export const describeConfigs = serve({
  api: APIS.DescribeConfigs,
  read: readDescribeConfigsRequest,
  write: writeDescribeConfigsResponse,
  async handle(broker, { resources }) {
    const turn = new Turn();
    const results = [];
    for (const resource of resources) {
      const { resourceType, resourceName } = resource;
      try {
        const configs = await describe(broker, resource);
        results.push({ errorCode: ErrorCode.NONE, errorMessage: null, resourceType, resourceName, configs });
      } catch (error) {
        results.push({ ...refusalOf(error), resourceType, resourceName, configs: [] });
      }
      await turn.next();
    }
    return { results };
  },
});

async function describe(
  broker: Broker,
  { resourceType, resourceName, configurationKeys }: DescribeConfigsResource,
): Promise<DescribedConfig[]> {
  if (resourceType === TOPIC) {
    const { config } = await broker.engine.getTopic(resourceName);
    return describedConfigs(config, broker.settings, configurationKeys);
  }
  if (resourceType === BROKER) {
    if (resourceName === "" || resourceName === `${NODE_ID}`) return selected(brokerConfigs(broker), configurationKeys);
    throw new KafkaError(ErrorCode.INVALID_REQUEST, `there is no broker ${resourceName}, but broker ${NODE_ID}`);
  }
  throw new KafkaError(ErrorCode.INVALID_REQUEST, `resources of type ${resourceType} have no configuration`);
}

function brokerConfigs({ settings }: Broker): DescribedConfig[] {
  const own = (name: string, value: string | number | boolean, type: number) =>
    describedConfig(name, `${value}`, type, FROM_START, true);
  return [
    own("auto.create.topics.enable", settings.autoCreateTopics, ConfigType.BOOLEAN),
    own("default.replication.factor", 1, ConfigType.INT),
    own("log.cleanup.policy", "delete", ConfigType.LIST),
    own("log.retention.bytes", settings.defaultRetentionBytes, ConfigType.LONG),
    own("log.retention.ms", settings.defaultRetentionMs, ConfigType.LONG),
    own("max.connections", settings.maxConnections, ConfigType.INT),
    own("message.max.bytes", settings.defaultMaxRecordBytes, ConfigType.INT),
    own("min.insync.replicas", 1, ConfigType.INT),
    own("num.partitions", settings.defaultPartitions, ConfigType.INT),
  ];
}
