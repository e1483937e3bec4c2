import type { ServedApi } from "../api.js";
import { alterConfigs } from "./alter-configs.js";
import { apiVersions } from "./api-versions.js";
import { consumerGroupHeartbeat } from "./consumer-group-heartbeat.js";
import { createPartitions } from "./create-partitions.js";
import { createTopics } from "./create-topics.js";
import { deleteGroups } from "./delete-groups.js";
import { deleteTopics } from "./delete-topics.js";
import { describeAcls } from "./describe-acls.js";
import { describeCluster } from "./describe-cluster.js";
import { describeConfigs } from "./describe-configs.js";
import { describeGroups } from "./describe-groups.js";
import { describeLogDirs } from "./describe-log-dirs.js";
import { describeTopicPartitions } from "./describe-topic-partitions.js";
import { electLeaders } from "./elect-leaders.js";
import { fetch } from "./fetch.js";
import { findCoordinator } from "./find-coordinator.js";
import { heartbeat } from "./heartbeat.js";
import { incrementalAlterConfigs } from "./incremental-alter-configs.js";
import { initProducerId } from "./init-producer-id.js";
import { joinGroup } from "./join-group.js";
import { leaveGroup } from "./leave-group.js";
import { listGroups } from "./list-groups.js";
import { listOffsets } from "./list-offsets.js";
import { listPartitionReassignments } from "./list-partition-reassignments.js";
import { metadata } from "./metadata.js";
import { offsetCommit } from "./offset-commit.js";
import { offsetDelete } from "./offset-delete.js";
import { offsetFetch } from "./offset-fetch.js";
import { offsetForLeaderEpoch } from "./offset-for-leader-epoch.js";
import { produce } from "./produce.js";
import { syncGroup } from "./sync-group.js";

/** What is answered, in the order of the keys. */
export const SERVED: readonly ServedApi[] = [
  produce,
  fetch,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  findCoordinator,
  joinGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  describeGroups,
  listGroups,
  apiVersions(() => SERVED),
  createTopics,
  deleteTopics,
  initProducerId,
  offsetForLeaderEpoch,
  describeAcls,
  describeConfigs,
  alterConfigs,
  describeLogDirs,
  createPartitions,
  deleteGroups,
  electLeaders,
  incrementalAlterConfigs,
  listPartitionReassignments,
  offsetDelete,
  describeCluster,
  consumerGroupHeartbeat,
  describeTopicPartitions,
];
