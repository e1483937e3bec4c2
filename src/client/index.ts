export type { BackoffOptions } from "./backoff.js";
export type { AssignedPartition, Consumer } from "./consumer/consumer.js";
export type { ConsumerBatch, ConsumerRecord, Header } from "./consumer/consumer-record.js";
export type { CommitMode, ConsumerOptions, DataLoss } from "./consumer/options.js";
export {
  BufferFullError,
  ClosedError,
  HeadwaterError,
  OutcomeUnknownError,
  ProduceError,
  type StatusCode,
} from "./errors.js";
export type { Group, GroupOffset, GroupState, Groups, Member, ResetTarget } from "./groups.js";
export { Headwater, type HeadwaterOptions } from "./headwater.js";
export type { Position } from "./position.js";
export type { Delivery } from "./producer/batch.js";
export type { Acks, ProducerOptions, RetryOptions } from "./producer/options.js";
export type { Producer } from "./producer/producer.js";
export { type Data, type Headers, type HeaderValue, json, type ProducerRecord } from "./producer/producer-record.js";
export type { PartitionOffset, TopicPartition } from "./topic-partition.js";
export type { Partition, Topic, TopicConfig, TopicSettings, Topics } from "./topics.js";
