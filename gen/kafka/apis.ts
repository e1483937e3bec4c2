// Made by npm run generate:kafka from kafka-clients 4.3.1 (Apache License 2.0).

/** One of Kafka's calls. Versions are inclusive; `flexibleRequest` is the first one with compact lengths and tagged fields. */
export interface Api {
  readonly key: number;
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly flexibleRequest: number;
  readonly flexibleResponse: number;
}

export const APIS = {
  Produce: { key: 0, name: "Produce", minVersion: 3, maxVersion: 13, flexibleRequest: 9, flexibleResponse: 9 },
  Fetch: { key: 1, name: "Fetch", minVersion: 4, maxVersion: 18, flexibleRequest: 12, flexibleResponse: 12 },
  ListOffsets: { key: 2, name: "ListOffsets", minVersion: 1, maxVersion: 11, flexibleRequest: 6, flexibleResponse: 6 },
  Metadata: { key: 3, name: "Metadata", minVersion: 0, maxVersion: 13, flexibleRequest: 9, flexibleResponse: 9 },
  OffsetCommit: { key: 8, name: "OffsetCommit", minVersion: 2, maxVersion: 10, flexibleRequest: 8, flexibleResponse: 8 },
  OffsetFetch: { key: 9, name: "OffsetFetch", minVersion: 1, maxVersion: 10, flexibleRequest: 6, flexibleResponse: 6 },
  FindCoordinator: { key: 10, name: "FindCoordinator", minVersion: 0, maxVersion: 6, flexibleRequest: 3, flexibleResponse: 3 },
  JoinGroup: { key: 11, name: "JoinGroup", minVersion: 0, maxVersion: 9, flexibleRequest: 6, flexibleResponse: 6 },
  Heartbeat: { key: 12, name: "Heartbeat", minVersion: 0, maxVersion: 4, flexibleRequest: 4, flexibleResponse: 4 },
  LeaveGroup: { key: 13, name: "LeaveGroup", minVersion: 0, maxVersion: 5, flexibleRequest: 4, flexibleResponse: 4 },
  SyncGroup: { key: 14, name: "SyncGroup", minVersion: 0, maxVersion: 5, flexibleRequest: 4, flexibleResponse: 4 },
  DescribeGroups: { key: 15, name: "DescribeGroups", minVersion: 0, maxVersion: 6, flexibleRequest: 5, flexibleResponse: 5 },
  ListGroups: { key: 16, name: "ListGroups", minVersion: 0, maxVersion: 5, flexibleRequest: 3, flexibleResponse: 3 },
  SaslHandshake: { key: 17, name: "SaslHandshake", minVersion: 0, maxVersion: 1, flexibleRequest: Infinity, flexibleResponse: Infinity },
  ApiVersions: { key: 18, name: "ApiVersions", minVersion: 0, maxVersion: 4, flexibleRequest: 3, flexibleResponse: 3 },
  CreateTopics: { key: 19, name: "CreateTopics", minVersion: 2, maxVersion: 7, flexibleRequest: 5, flexibleResponse: 5 },
  DeleteTopics: { key: 20, name: "DeleteTopics", minVersion: 1, maxVersion: 6, flexibleRequest: 4, flexibleResponse: 4 },
  DeleteRecords: { key: 21, name: "DeleteRecords", minVersion: 0, maxVersion: 2, flexibleRequest: 2, flexibleResponse: 2 },
  InitProducerId: { key: 22, name: "InitProducerId", minVersion: 0, maxVersion: 6, flexibleRequest: 2, flexibleResponse: 2 },
  OffsetForLeaderEpoch: { key: 23, name: "OffsetForLeaderEpoch", minVersion: 2, maxVersion: 4, flexibleRequest: 4, flexibleResponse: 4 },
  AddPartitionsToTxn: { key: 24, name: "AddPartitionsToTxn", minVersion: 0, maxVersion: 5, flexibleRequest: 3, flexibleResponse: 3 },
  AddOffsetsToTxn: { key: 25, name: "AddOffsetsToTxn", minVersion: 0, maxVersion: 4, flexibleRequest: 3, flexibleResponse: 3 },
  EndTxn: { key: 26, name: "EndTxn", minVersion: 0, maxVersion: 5, flexibleRequest: 3, flexibleResponse: 3 },
  TxnOffsetCommit: { key: 28, name: "TxnOffsetCommit", minVersion: 0, maxVersion: 5, flexibleRequest: 3, flexibleResponse: 3 },
  DescribeAcls: { key: 29, name: "DescribeAcls", minVersion: 1, maxVersion: 3, flexibleRequest: 2, flexibleResponse: 2 },
  CreateAcls: { key: 30, name: "CreateAcls", minVersion: 1, maxVersion: 3, flexibleRequest: 2, flexibleResponse: 2 },
  DeleteAcls: { key: 31, name: "DeleteAcls", minVersion: 1, maxVersion: 3, flexibleRequest: 2, flexibleResponse: 2 },
  DescribeConfigs: { key: 32, name: "DescribeConfigs", minVersion: 1, maxVersion: 4, flexibleRequest: 4, flexibleResponse: 4 },
  AlterConfigs: { key: 33, name: "AlterConfigs", minVersion: 0, maxVersion: 2, flexibleRequest: 2, flexibleResponse: 2 },
  DescribeLogDirs: { key: 35, name: "DescribeLogDirs", minVersion: 1, maxVersion: 5, flexibleRequest: 2, flexibleResponse: 2 },
  SaslAuthenticate: { key: 36, name: "SaslAuthenticate", minVersion: 0, maxVersion: 2, flexibleRequest: 2, flexibleResponse: 2 },
  CreatePartitions: { key: 37, name: "CreatePartitions", minVersion: 0, maxVersion: 3, flexibleRequest: 2, flexibleResponse: 2 },
  DeleteGroups: { key: 42, name: "DeleteGroups", minVersion: 0, maxVersion: 2, flexibleRequest: 2, flexibleResponse: 2 },
  ElectLeaders: { key: 43, name: "ElectLeaders", minVersion: 0, maxVersion: 2, flexibleRequest: 2, flexibleResponse: 2 },
  IncrementalAlterConfigs: { key: 44, name: "IncrementalAlterConfigs", minVersion: 0, maxVersion: 1, flexibleRequest: 1, flexibleResponse: 1 },
  AlterPartitionReassignments: { key: 45, name: "AlterPartitionReassignments", minVersion: 0, maxVersion: 1, flexibleRequest: 0, flexibleResponse: 0 },
  ListPartitionReassignments: { key: 46, name: "ListPartitionReassignments", minVersion: 0, maxVersion: 0, flexibleRequest: 0, flexibleResponse: 0 },
  OffsetDelete: { key: 47, name: "OffsetDelete", minVersion: 0, maxVersion: 0, flexibleRequest: Infinity, flexibleResponse: Infinity },
  DescribeCluster: { key: 60, name: "DescribeCluster", minVersion: 0, maxVersion: 2, flexibleRequest: 0, flexibleResponse: 0 },
  DescribeProducers: { key: 61, name: "DescribeProducers", minVersion: 0, maxVersion: 0, flexibleRequest: 0, flexibleResponse: 0 },
  DescribeTransactions: { key: 65, name: "DescribeTransactions", minVersion: 0, maxVersion: 0, flexibleRequest: 0, flexibleResponse: 0 },
  ListTransactions: { key: 66, name: "ListTransactions", minVersion: 0, maxVersion: 2, flexibleRequest: 0, flexibleResponse: 0 },
  ConsumerGroupHeartbeat: { key: 68, name: "ConsumerGroupHeartbeat", minVersion: 0, maxVersion: 1, flexibleRequest: 0, flexibleResponse: 0 },
  ConsumerGroupDescribe: { key: 69, name: "ConsumerGroupDescribe", minVersion: 0, maxVersion: 1, flexibleRequest: 0, flexibleResponse: 0 },
  DescribeTopicPartitions: { key: 75, name: "DescribeTopicPartitions", minVersion: 0, maxVersion: 0, flexibleRequest: 0, flexibleResponse: 0 },
} as const satisfies Record<string, Api>;
