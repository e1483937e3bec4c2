import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Message, readMessage } from "./definition.js";
import { sourceOf } from "./source.js";

/** What the broker or its clients speak of Kafka's protocol: two messages each. */
const APIS = [
  "Produce",
  "Fetch",
  "ListOffsets",
  "Metadata",
  "OffsetCommit",
  "OffsetFetch",
  "FindCoordinator",
  "JoinGroup",
  "Heartbeat",
  "LeaveGroup",
  "SyncGroup",
  "DescribeGroups",
  "ListGroups",
  "SaslHandshake",
  "ApiVersions",
  "CreateTopics",
  "DeleteTopics",
  "DeleteRecords",
  "InitProducerId",
  "OffsetForLeaderEpoch",
  "AddPartitionsToTxn",
  "AddOffsetsToTxn",
  "EndTxn",
  "TxnOffsetCommit",
  "DescribeAcls",
  "CreateAcls",
  "DeleteAcls",
  "DescribeConfigs",
  "AlterConfigs",
  "DescribeLogDirs",
  "SaslAuthenticate",
  "CreatePartitions",
  "DeleteGroups",
  "ElectLeaders",
  "IncrementalAlterConfigs",
  "AlterPartitionReassignments",
  "ListPartitionReassignments",
  "OffsetDelete",
  "DescribeCluster",
  "DescribeProducers",
  "DescribeTransactions",
  "ListTransactions",
  "ConsumerGroupHeartbeat",
  "ConsumerGroupDescribe",
  "DescribeTopicPartitions",
];

/** What members of a group tell each other, and what stands before a request. */
const OTHERS = ["RequestHeader", "ConsumerProtocolSubscription", "ConsumerProtocolAssignment"];

const [definitions, target, version] = process.argv.slice(2) as [string, string, string];
const origin = `kafka-clients ${version} (Apache License 2.0).`;

const fileOf = (name: string) => name.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
const flexibleFrom = ({ flexible }: Message) => (flexible === undefined ? "Infinity" : `${flexible.min}`);

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const emit = (message: Message) => writeFileSync(join(target, `${fileOf(message.name)}.ts`), sourceOf(message, origin));

const table: string[] = [];
for (const api of APIS) {
  const request = readMessage(definitions, `${api}Request`);
  const response = readMessage(definitions, `${api}Response`);
  emit(request);
  emit(response);
  const { min, max } = request.versions;
  table.push(
    `  ${api}: { key: ${request.apiKey}, name: "${api}", minVersion: ${min}, maxVersion: ${max}, ` +
      `flexibleRequest: ${flexibleFrom(request)}, flexibleResponse: ${flexibleFrom(response)} },`,
  );
}
for (const name of OTHERS) emit(readMessage(definitions, name));

writeFileSync(
  join(target, "apis.ts"),
  `// Made by npm run generate:kafka from ${origin}

/** One of Kafka's calls. Versions are inclusive; \`flexibleRequest\` is the first one with compact lengths and tagged fields. */
export interface Api {
  readonly key: number;
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly flexibleRequest: number;
  readonly flexibleResponse: number;
}

export const APIS = {
${table.join("\n")}
} as const satisfies Record<string, Api>;
`,
);
