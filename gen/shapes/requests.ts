// Made by npm run generate from proto/.

/** A message's fields by their numbers. */
export interface Shape {
  readonly name: string;
  readonly fields: { readonly [number: number]: FieldShape };
}

export interface FieldShape {
  readonly name: string;
  readonly kind: "string" | "bytes" | "bool" | "int32" | "int64" | "message";
  readonly repeated?: true;
  /** The oneof that it is a member of. */
  readonly oneof?: string;
  /** Of the message that it is. */
  readonly shape?: Shape;
}

const headwater_v1_TopicConfig: Shape = {
  name: "TopicConfig",
  fields: {
    1: { name: "retention_ms", kind: "int64" },
    2: { name: "retention_bytes", kind: "int64" },
    3: { name: "max_record_bytes", kind: "int32" },
    4: { name: "cleanup_policy", kind: "int32" },
    5: { name: "delete_retention_ms", kind: "int64" },
    6: { name: "min_compaction_lag_ms", kind: "int64" },
    7: { name: "timestamp_type", kind: "int32" },
    8: { name: "replication_factor", kind: "int32" },
    9: { name: "min_in_sync_replicas", kind: "int32" },
  },
};

const headwater_v1_CreateTopicRequest: Shape = {
  name: "CreateTopicRequest",
  fields: {
    1: { name: "topic", kind: "string" },
    2: { name: "partitions", kind: "int32" },
    3: { name: "config", kind: "message", shape: headwater_v1_TopicConfig },
  },
};

const headwater_v1_GetTopicRequest: Shape = {
  name: "GetTopicRequest",
  fields: {
    1: { name: "topic", kind: "string" },
  },
};

const headwater_v1_ListTopicsRequest: Shape = {
  name: "ListTopicsRequest",
  fields: {
    1: { name: "page_size", kind: "int32" },
    2: { name: "page_token", kind: "string" },
  },
};

const headwater_v1_UpdateTopicRequest: Shape = {
  name: "UpdateTopicRequest",
  fields: {
    1: { name: "topic", kind: "string" },
    2: { name: "partitions", kind: "int32" },
    3: { name: "config", kind: "message", shape: headwater_v1_TopicConfig },
  },
};

const headwater_v1_DeleteTopicRequest: Shape = {
  name: "DeleteTopicRequest",
  fields: {
    1: { name: "topic", kind: "string" },
  },
};

const headwater_v1_Header: Shape = {
  name: "Header",
  fields: {
    1: { name: "key", kind: "string" },
    2: { name: "value", kind: "bytes" },
  },
};

const headwater_v1_Record: Shape = {
  name: "Record",
  fields: {
    1: { name: "key", kind: "bytes" },
    2: { name: "value", kind: "bytes" },
    3: { name: "headers", kind: "message", repeated: true, shape: headwater_v1_Header },
    4: { name: "timestamp_ms", kind: "int64" },
    5: { name: "offset", kind: "int64" },
    6: { name: "key_text", kind: "string" },
    7: { name: "value_text", kind: "string" },
  },
};

const headwater_v1_ProducerSequence: Shape = {
  name: "ProducerSequence",
  fields: {
    1: { name: "producer_id", kind: "string" },
    2: { name: "epoch", kind: "int64" },
    3: { name: "sequence", kind: "int64" },
  },
};

const headwater_v1_ProduceRequest: Shape = {
  name: "ProduceRequest",
  fields: {
    1: { name: "topic", kind: "string" },
    2: { name: "records", kind: "message", repeated: true, shape: headwater_v1_Record },
    3: { name: "partition", kind: "int32" },
    4: { name: "acks", kind: "int32" },
    5: { name: "expected_offset", kind: "int64" },
    6: { name: "producer", kind: "message", shape: headwater_v1_ProducerSequence },
  },
};

const headwater_v1_ProduceStreamRequest: Shape = {
  name: "ProduceStreamRequest",
  fields: {
    1: { name: "produce", kind: "message", shape: headwater_v1_ProduceRequest },
  },
};

const headwater_v1_Position: Shape = {
  name: "Position",
  fields: {
    1: { name: "earliest", kind: "bool", oneof: "at" },
    2: { name: "latest", kind: "bool", oneof: "at" },
    3: { name: "offset", kind: "int64", oneof: "at" },
    4: { name: "timestamp_ms", kind: "int64", oneof: "at" },
    5: { name: "tail", kind: "int64", oneof: "at" },
  },
};

const google_protobuf_Duration: Shape = {
  name: "Duration",
  fields: {
    1: { name: "seconds", kind: "int64" },
    2: { name: "nanos", kind: "int32" },
  },
};

const headwater_v1_FetchRequest: Shape = {
  name: "FetchRequest",
  fields: {
    1: { name: "topic", kind: "string" },
    2: { name: "partition", kind: "int32" },
    3: { name: "start", kind: "message", shape: headwater_v1_Position },
    4: { name: "max_records", kind: "int32" },
    5: { name: "max_bytes", kind: "int32" },
    6: { name: "max_wait", kind: "message", shape: google_protobuf_Duration },
    7: { name: "text", kind: "bool" },
  },
};

const headwater_v1_SubscribeRequest: Shape = {
  name: "SubscribeRequest",
  fields: {
    1: { name: "topics", kind: "string", repeated: true },
    2: { name: "group", kind: "string" },
    3: { name: "partitions", kind: "int32", repeated: true },
    4: { name: "start", kind: "message", shape: headwater_v1_Position },
    5: { name: "stop", kind: "message", shape: headwater_v1_Position },
    6: { name: "limit", kind: "int64" },
    7: { name: "commit_mode", kind: "int32" },
    8: { name: "max_batch_records", kind: "int32" },
    9: { name: "max_batch_bytes", kind: "int32" },
    10: { name: "max_in_flight", kind: "int32" },
    11: { name: "revoke_timeout", kind: "message", shape: google_protobuf_Duration },
    12: { name: "client_id", kind: "string" },
    13: { name: "text", kind: "bool" },
    14: { name: "heartbeat_interval", kind: "message", shape: google_protobuf_Duration },
  },
};

const headwater_v1_ListOffsetsRequest: Shape = {
  name: "ListOffsetsRequest",
  fields: {
    1: { name: "topic", kind: "string" },
    2: { name: "position", kind: "message", shape: headwater_v1_Position },
  },
};

const headwater_v1_DeleteRecordsRequest: Shape = {
  name: "DeleteRecordsRequest",
  fields: {
    1: { name: "topic", kind: "string" },
    2: { name: "partitions", kind: "int32", repeated: true },
    3: { name: "before", kind: "message", shape: headwater_v1_Position },
  },
};

const headwater_v1_PartitionOffset: Shape = {
  name: "PartitionOffset",
  fields: {
    1: { name: "topic", kind: "string" },
    2: { name: "partition", kind: "int32" },
    3: { name: "offset", kind: "int64" },
  },
};

const headwater_v1_CommitOffsetsRequest: Shape = {
  name: "CommitOffsetsRequest",
  fields: {
    1: { name: "group", kind: "string" },
    2: { name: "member_id", kind: "string" },
    3: { name: "offsets", kind: "message", repeated: true, shape: headwater_v1_PartitionOffset },
  },
};

const headwater_v1_TransactRequest: Shape = {
  name: "TransactRequest",
  fields: {
    1: { name: "produces", kind: "message", repeated: true, shape: headwater_v1_ProduceRequest },
    2: { name: "commits", kind: "message", repeated: true, shape: headwater_v1_CommitOffsetsRequest },
    3: { name: "producer", kind: "message", shape: headwater_v1_ProducerSequence },
  },
};

const headwater_v1_GetGroupRequest: Shape = {
  name: "GetGroupRequest",
  fields: {
    1: { name: "group", kind: "string" },
  },
};

const headwater_v1_ListGroupsRequest: Shape = {
  name: "ListGroupsRequest",
  fields: {
    1: { name: "page_size", kind: "int32" },
    2: { name: "page_token", kind: "string" },
  },
};

const headwater_v1_ResetOffsetsRequest: Shape = {
  name: "ResetOffsetsRequest",
  fields: {
    1: { name: "group", kind: "string" },
    2: { name: "topic", kind: "string" },
    3: { name: "partitions", kind: "int32", repeated: true },
    4: { name: "to", kind: "message", shape: headwater_v1_Position },
    5: { name: "dry_run", kind: "bool" },
  },
};

const headwater_v1_DeleteGroupRequest: Shape = {
  name: "DeleteGroupRequest",
  fields: {
    1: { name: "group", kind: "string" },
  },
};

const headwater_v1_GetBrokerRequest: Shape = {
  name: "GetBrokerRequest",
  fields: {
  },
};

const grpc_health_v1_HealthCheckRequest: Shape = {
  name: "HealthCheckRequest",
  fields: {
    1: { name: "service", kind: "string" },
  },
};

const grpc_health_v1_HealthListRequest: Shape = {
  name: "HealthListRequest",
  fields: {
  },
};

const grpc_reflection_v1_ExtensionRequest: Shape = {
  name: "ExtensionRequest",
  fields: {
    1: { name: "containing_type", kind: "string" },
    2: { name: "extension_number", kind: "int32" },
  },
};

const grpc_reflection_v1_ServerReflectionRequest: Shape = {
  name: "ServerReflectionRequest",
  fields: {
    1: { name: "host", kind: "string" },
    3: { name: "file_by_filename", kind: "string", oneof: "message_request" },
    4: { name: "file_containing_symbol", kind: "string", oneof: "message_request" },
    5: { name: "file_containing_extension", kind: "message", oneof: "message_request", shape: grpc_reflection_v1_ExtensionRequest },
    6: { name: "all_extension_numbers_of_type", kind: "string", oneof: "message_request" },
    7: { name: "list_services", kind: "string", oneof: "message_request" },
  },
};

/** By the method's name, which no two services share. */
export const REQUEST_SHAPES = {
  CreateTopic: headwater_v1_CreateTopicRequest,
  GetTopic: headwater_v1_GetTopicRequest,
  ListTopics: headwater_v1_ListTopicsRequest,
  UpdateTopic: headwater_v1_UpdateTopicRequest,
  DeleteTopic: headwater_v1_DeleteTopicRequest,
  Produce: headwater_v1_ProduceRequest,
  ProduceStream: headwater_v1_ProduceStreamRequest,
  Fetch: headwater_v1_FetchRequest,
  Subscribe: headwater_v1_SubscribeRequest,
  ListOffsets: headwater_v1_ListOffsetsRequest,
  DeleteRecords: headwater_v1_DeleteRecordsRequest,
  Transact: headwater_v1_TransactRequest,
  CommitOffsets: headwater_v1_CommitOffsetsRequest,
  GetGroup: headwater_v1_GetGroupRequest,
  ListGroups: headwater_v1_ListGroupsRequest,
  ResetOffsets: headwater_v1_ResetOffsetsRequest,
  DeleteGroup: headwater_v1_DeleteGroupRequest,
  GetBroker: headwater_v1_GetBrokerRequest,
  Check: grpc_health_v1_HealthCheckRequest,
  List: grpc_health_v1_HealthListRequest,
  Watch: grpc_health_v1_HealthCheckRequest,
  ServerReflectionInfo: grpc_reflection_v1_ServerReflectionRequest,
} as const satisfies { readonly [method: string]: Shape };
