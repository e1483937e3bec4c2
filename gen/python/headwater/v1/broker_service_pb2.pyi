from google.protobuf import duration_pb2 as _duration_pb2
from headwater.v1 import group_pb2 as _group_pb2
from headwater.v1 import record_pb2 as _record_pb2
from headwater.v1 import topic_pb2 as _topic_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Acks(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACKS_UNSPECIFIED: _ClassVar[Acks]
    ACKS_NONE: _ClassVar[Acks]
    ACKS_LEADER: _ClassVar[Acks]
    ACKS_ALL: _ClassVar[Acks]

class CommitMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMMIT_MODE_UNSPECIFIED: _ClassVar[CommitMode]
    COMMIT_MODE_EXPLICIT: _ClassVar[CommitMode]
    COMMIT_MODE_ON_DELIVERY: _ClassVar[CommitMode]

class Engine(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENGINE_UNSPECIFIED: _ClassVar[Engine]
    ENGINE_MEMORY: _ClassVar[Engine]
    ENGINE_DISK: _ClassVar[Engine]
    ENGINE_KAFKA: _ClassVar[Engine]
ACKS_UNSPECIFIED: Acks
ACKS_NONE: Acks
ACKS_LEADER: Acks
ACKS_ALL: Acks
COMMIT_MODE_UNSPECIFIED: CommitMode
COMMIT_MODE_EXPLICIT: CommitMode
COMMIT_MODE_ON_DELIVERY: CommitMode
ENGINE_UNSPECIFIED: Engine
ENGINE_MEMORY: Engine
ENGINE_DISK: Engine
ENGINE_KAFKA: Engine

class CreateTopicRequest(_message.Message):
    __slots__ = ("topic", "partitions", "config")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    topic: str
    partitions: int
    config: _topic_pb2.TopicConfig
    def __init__(self, topic: _Optional[str] = ..., partitions: _Optional[int] = ..., config: _Optional[_Union[_topic_pb2.TopicConfig, _Mapping]] = ...) -> None: ...

class CreateTopicResponse(_message.Message):
    __slots__ = ("topic",)
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    topic: _topic_pb2.Topic
    def __init__(self, topic: _Optional[_Union[_topic_pb2.Topic, _Mapping]] = ...) -> None: ...

class GetTopicRequest(_message.Message):
    __slots__ = ("topic",)
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    topic: str
    def __init__(self, topic: _Optional[str] = ...) -> None: ...

class GetTopicResponse(_message.Message):
    __slots__ = ("topic",)
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    topic: _topic_pb2.Topic
    def __init__(self, topic: _Optional[_Union[_topic_pb2.Topic, _Mapping]] = ...) -> None: ...

class ListTopicsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTopicsResponse(_message.Message):
    __slots__ = ("topics", "next_page_token")
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    topics: _containers.RepeatedCompositeFieldContainer[_topic_pb2.Topic]
    next_page_token: str
    def __init__(self, topics: _Optional[_Iterable[_Union[_topic_pb2.Topic, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateTopicRequest(_message.Message):
    __slots__ = ("topic", "partitions", "config")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    topic: str
    partitions: int
    config: _topic_pb2.TopicConfig
    def __init__(self, topic: _Optional[str] = ..., partitions: _Optional[int] = ..., config: _Optional[_Union[_topic_pb2.TopicConfig, _Mapping]] = ...) -> None: ...

class UpdateTopicResponse(_message.Message):
    __slots__ = ("topic",)
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    topic: _topic_pb2.Topic
    def __init__(self, topic: _Optional[_Union[_topic_pb2.Topic, _Mapping]] = ...) -> None: ...

class DeleteTopicRequest(_message.Message):
    __slots__ = ("topic",)
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    topic: str
    def __init__(self, topic: _Optional[str] = ...) -> None: ...

class DeleteTopicResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ProduceRequest(_message.Message):
    __slots__ = ("topic", "records", "partition", "acks", "expected_offset", "producer")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    ACKS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_OFFSET_FIELD_NUMBER: _ClassVar[int]
    PRODUCER_FIELD_NUMBER: _ClassVar[int]
    topic: str
    records: _containers.RepeatedCompositeFieldContainer[_record_pb2.Record]
    partition: int
    acks: Acks
    expected_offset: int
    producer: ProducerSequence
    def __init__(self, topic: _Optional[str] = ..., records: _Optional[_Iterable[_Union[_record_pb2.Record, _Mapping]]] = ..., partition: _Optional[int] = ..., acks: _Optional[_Union[Acks, str]] = ..., expected_offset: _Optional[int] = ..., producer: _Optional[_Union[ProducerSequence, _Mapping]] = ...) -> None: ...

class ProducerSequence(_message.Message):
    __slots__ = ("producer_id", "epoch", "sequence")
    PRODUCER_ID_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    producer_id: str
    epoch: int
    sequence: int
    def __init__(self, producer_id: _Optional[str] = ..., epoch: _Optional[int] = ..., sequence: _Optional[int] = ...) -> None: ...

class ProduceResponse(_message.Message):
    __slots__ = ("runs",)
    RUNS_FIELD_NUMBER: _ClassVar[int]
    runs: _containers.RepeatedCompositeFieldContainer[AppendedRun]
    def __init__(self, runs: _Optional[_Iterable[_Union[AppendedRun, _Mapping]]] = ...) -> None: ...

class AppendedRun(_message.Message):
    __slots__ = ("partition", "base_offset", "count")
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    BASE_OFFSET_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    partition: int
    base_offset: int
    count: int
    def __init__(self, partition: _Optional[int] = ..., base_offset: _Optional[int] = ..., count: _Optional[int] = ...) -> None: ...

class ProduceStreamRequest(_message.Message):
    __slots__ = ("produce",)
    PRODUCE_FIELD_NUMBER: _ClassVar[int]
    produce: ProduceRequest
    def __init__(self, produce: _Optional[_Union[ProduceRequest, _Mapping]] = ...) -> None: ...

class ProduceStreamResponse(_message.Message):
    __slots__ = ("appended", "error")
    APPENDED_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    appended: ProduceResponse
    error: ProduceError
    def __init__(self, appended: _Optional[_Union[ProduceResponse, _Mapping]] = ..., error: _Optional[_Union[ProduceError, _Mapping]] = ...) -> None: ...

class ProduceError(_message.Message):
    __slots__ = ("code", "message", "reason", "metadata", "field", "retry_after")
    class MetadataEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    RETRY_AFTER_FIELD_NUMBER: _ClassVar[int]
    code: int
    message: str
    reason: str
    metadata: _containers.ScalarMap[str, str]
    field: str
    retry_after: _duration_pb2.Duration
    def __init__(self, code: _Optional[int] = ..., message: _Optional[str] = ..., reason: _Optional[str] = ..., metadata: _Optional[_Mapping[str, str]] = ..., field: _Optional[str] = ..., retry_after: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class FetchRequest(_message.Message):
    __slots__ = ("topic", "partition", "start", "max_records", "max_bytes", "max_wait", "text")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    MAX_RECORDS_FIELD_NUMBER: _ClassVar[int]
    MAX_BYTES_FIELD_NUMBER: _ClassVar[int]
    MAX_WAIT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    topic: str
    partition: int
    start: _record_pb2.Position
    max_records: int
    max_bytes: int
    max_wait: _duration_pb2.Duration
    text: bool
    def __init__(self, topic: _Optional[str] = ..., partition: _Optional[int] = ..., start: _Optional[_Union[_record_pb2.Position, _Mapping]] = ..., max_records: _Optional[int] = ..., max_bytes: _Optional[int] = ..., max_wait: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., text: bool = ...) -> None: ...

class FetchResponse(_message.Message):
    __slots__ = ("batch",)
    BATCH_FIELD_NUMBER: _ClassVar[int]
    batch: _record_pb2.RecordBatch
    def __init__(self, batch: _Optional[_Union[_record_pb2.RecordBatch, _Mapping]] = ...) -> None: ...

class SubscribeRequest(_message.Message):
    __slots__ = ("topics", "group", "partitions", "start", "stop", "limit", "commit_mode", "max_batch_records", "max_batch_bytes", "max_in_flight", "revoke_timeout", "client_id", "text", "heartbeat_interval")
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    STOP_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    COMMIT_MODE_FIELD_NUMBER: _ClassVar[int]
    MAX_BATCH_RECORDS_FIELD_NUMBER: _ClassVar[int]
    MAX_BATCH_BYTES_FIELD_NUMBER: _ClassVar[int]
    MAX_IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    REVOKE_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    topics: _containers.RepeatedScalarFieldContainer[str]
    group: str
    partitions: _containers.RepeatedScalarFieldContainer[int]
    start: _record_pb2.Position
    stop: _record_pb2.Position
    limit: int
    commit_mode: CommitMode
    max_batch_records: int
    max_batch_bytes: int
    max_in_flight: int
    revoke_timeout: _duration_pb2.Duration
    client_id: str
    text: bool
    heartbeat_interval: _duration_pb2.Duration
    def __init__(self, topics: _Optional[_Iterable[str]] = ..., group: _Optional[str] = ..., partitions: _Optional[_Iterable[int]] = ..., start: _Optional[_Union[_record_pb2.Position, _Mapping]] = ..., stop: _Optional[_Union[_record_pb2.Position, _Mapping]] = ..., limit: _Optional[int] = ..., commit_mode: _Optional[_Union[CommitMode, str]] = ..., max_batch_records: _Optional[int] = ..., max_batch_bytes: _Optional[int] = ..., max_in_flight: _Optional[int] = ..., revoke_timeout: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., client_id: _Optional[str] = ..., text: bool = ..., heartbeat_interval: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class SubscribeResponse(_message.Message):
    __slots__ = ("assigned", "batch", "revoking", "revoked", "caught_up", "truncated", "heartbeat")
    ASSIGNED_FIELD_NUMBER: _ClassVar[int]
    BATCH_FIELD_NUMBER: _ClassVar[int]
    REVOKING_FIELD_NUMBER: _ClassVar[int]
    REVOKED_FIELD_NUMBER: _ClassVar[int]
    CAUGHT_UP_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_FIELD_NUMBER: _ClassVar[int]
    assigned: Assigned
    batch: _record_pb2.RecordBatch
    revoking: Revoking
    revoked: Revoked
    caught_up: CaughtUp
    truncated: Truncated
    heartbeat: Heartbeat
    def __init__(self, assigned: _Optional[_Union[Assigned, _Mapping]] = ..., batch: _Optional[_Union[_record_pb2.RecordBatch, _Mapping]] = ..., revoking: _Optional[_Union[Revoking, _Mapping]] = ..., revoked: _Optional[_Union[Revoked, _Mapping]] = ..., caught_up: _Optional[_Union[CaughtUp, _Mapping]] = ..., truncated: _Optional[_Union[Truncated, _Mapping]] = ..., heartbeat: _Optional[_Union[Heartbeat, _Mapping]] = ...) -> None: ...

class Heartbeat(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Assigned(_message.Message):
    __slots__ = ("member_id", "generation", "partitions")
    MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    member_id: str
    generation: int
    partitions: _containers.RepeatedCompositeFieldContainer[AssignedPartition]
    def __init__(self, member_id: _Optional[str] = ..., generation: _Optional[int] = ..., partitions: _Optional[_Iterable[_Union[AssignedPartition, _Mapping]]] = ...) -> None: ...

class AssignedPartition(_message.Message):
    __slots__ = ("topic", "partition", "start_offset", "high_watermark", "topic_id")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    START_OFFSET_FIELD_NUMBER: _ClassVar[int]
    HIGH_WATERMARK_FIELD_NUMBER: _ClassVar[int]
    TOPIC_ID_FIELD_NUMBER: _ClassVar[int]
    topic: str
    partition: int
    start_offset: int
    high_watermark: int
    topic_id: str
    def __init__(self, topic: _Optional[str] = ..., partition: _Optional[int] = ..., start_offset: _Optional[int] = ..., high_watermark: _Optional[int] = ..., topic_id: _Optional[str] = ...) -> None: ...

class Revoking(_message.Message):
    __slots__ = ("partitions", "timeout")
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    partitions: _containers.RepeatedCompositeFieldContainer[_topic_pb2.TopicPartition]
    timeout: _duration_pb2.Duration
    def __init__(self, partitions: _Optional[_Iterable[_Union[_topic_pb2.TopicPartition, _Mapping]]] = ..., timeout: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class Revoked(_message.Message):
    __slots__ = ("partitions", "generation")
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    partitions: _containers.RepeatedCompositeFieldContainer[_topic_pb2.TopicPartition]
    generation: int
    def __init__(self, partitions: _Optional[_Iterable[_Union[_topic_pb2.TopicPartition, _Mapping]]] = ..., generation: _Optional[int] = ...) -> None: ...

class CaughtUp(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Truncated(_message.Message):
    __slots__ = ("partition", "from_offset", "to_offset")
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    FROM_OFFSET_FIELD_NUMBER: _ClassVar[int]
    TO_OFFSET_FIELD_NUMBER: _ClassVar[int]
    partition: _topic_pb2.TopicPartition
    from_offset: int
    to_offset: int
    def __init__(self, partition: _Optional[_Union[_topic_pb2.TopicPartition, _Mapping]] = ..., from_offset: _Optional[int] = ..., to_offset: _Optional[int] = ...) -> None: ...

class ListOffsetsRequest(_message.Message):
    __slots__ = ("topic", "position")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    topic: str
    position: _record_pb2.Position
    def __init__(self, topic: _Optional[str] = ..., position: _Optional[_Union[_record_pb2.Position, _Mapping]] = ...) -> None: ...

class ListOffsetsResponse(_message.Message):
    __slots__ = ("offsets",)
    OFFSETS_FIELD_NUMBER: _ClassVar[int]
    offsets: _containers.RepeatedCompositeFieldContainer[_topic_pb2.PartitionOffset]
    def __init__(self, offsets: _Optional[_Iterable[_Union[_topic_pb2.PartitionOffset, _Mapping]]] = ...) -> None: ...

class CommitOffsetsRequest(_message.Message):
    __slots__ = ("group", "member_id", "offsets")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    OFFSETS_FIELD_NUMBER: _ClassVar[int]
    group: str
    member_id: str
    offsets: _containers.RepeatedCompositeFieldContainer[_topic_pb2.PartitionOffset]
    def __init__(self, group: _Optional[str] = ..., member_id: _Optional[str] = ..., offsets: _Optional[_Iterable[_Union[_topic_pb2.PartitionOffset, _Mapping]]] = ...) -> None: ...

class DeleteRecordsRequest(_message.Message):
    __slots__ = ("topic", "partitions", "before")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    topic: str
    partitions: _containers.RepeatedScalarFieldContainer[int]
    before: _record_pb2.Position
    def __init__(self, topic: _Optional[str] = ..., partitions: _Optional[_Iterable[int]] = ..., before: _Optional[_Union[_record_pb2.Position, _Mapping]] = ...) -> None: ...

class DeleteRecordsResponse(_message.Message):
    __slots__ = ("log_start_offsets",)
    LOG_START_OFFSETS_FIELD_NUMBER: _ClassVar[int]
    log_start_offsets: _containers.RepeatedCompositeFieldContainer[_topic_pb2.PartitionOffset]
    def __init__(self, log_start_offsets: _Optional[_Iterable[_Union[_topic_pb2.PartitionOffset, _Mapping]]] = ...) -> None: ...

class TransactRequest(_message.Message):
    __slots__ = ("produces", "commits", "producer")
    PRODUCES_FIELD_NUMBER: _ClassVar[int]
    COMMITS_FIELD_NUMBER: _ClassVar[int]
    PRODUCER_FIELD_NUMBER: _ClassVar[int]
    produces: _containers.RepeatedCompositeFieldContainer[ProduceRequest]
    commits: _containers.RepeatedCompositeFieldContainer[CommitOffsetsRequest]
    producer: ProducerSequence
    def __init__(self, produces: _Optional[_Iterable[_Union[ProduceRequest, _Mapping]]] = ..., commits: _Optional[_Iterable[_Union[CommitOffsetsRequest, _Mapping]]] = ..., producer: _Optional[_Union[ProducerSequence, _Mapping]] = ...) -> None: ...

class TransactResponse(_message.Message):
    __slots__ = ("produced", "committed")
    PRODUCED_FIELD_NUMBER: _ClassVar[int]
    COMMITTED_FIELD_NUMBER: _ClassVar[int]
    produced: _containers.RepeatedCompositeFieldContainer[ProduceResponse]
    committed: _containers.RepeatedCompositeFieldContainer[CommitOffsetsResponse]
    def __init__(self, produced: _Optional[_Iterable[_Union[ProduceResponse, _Mapping]]] = ..., committed: _Optional[_Iterable[_Union[CommitOffsetsResponse, _Mapping]]] = ...) -> None: ...

class CommitOffsetsResponse(_message.Message):
    __slots__ = ("offsets",)
    OFFSETS_FIELD_NUMBER: _ClassVar[int]
    offsets: _containers.RepeatedCompositeFieldContainer[_topic_pb2.PartitionOffset]
    def __init__(self, offsets: _Optional[_Iterable[_Union[_topic_pb2.PartitionOffset, _Mapping]]] = ...) -> None: ...

class GetGroupRequest(_message.Message):
    __slots__ = ("group",)
    GROUP_FIELD_NUMBER: _ClassVar[int]
    group: str
    def __init__(self, group: _Optional[str] = ...) -> None: ...

class GetGroupResponse(_message.Message):
    __slots__ = ("group",)
    GROUP_FIELD_NUMBER: _ClassVar[int]
    group: _group_pb2.Group
    def __init__(self, group: _Optional[_Union[_group_pb2.Group, _Mapping]] = ...) -> None: ...

class ListGroupsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListGroupsResponse(_message.Message):
    __slots__ = ("groups", "next_page_token")
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[_group_pb2.Group]
    next_page_token: str
    def __init__(self, groups: _Optional[_Iterable[_Union[_group_pb2.Group, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ResetOffsetsRequest(_message.Message):
    __slots__ = ("group", "topic", "partitions", "to", "dry_run")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    group: str
    topic: str
    partitions: _containers.RepeatedScalarFieldContainer[int]
    to: _record_pb2.Position
    dry_run: bool
    def __init__(self, group: _Optional[str] = ..., topic: _Optional[str] = ..., partitions: _Optional[_Iterable[int]] = ..., to: _Optional[_Union[_record_pb2.Position, _Mapping]] = ..., dry_run: bool = ...) -> None: ...

class ResetOffsetsResponse(_message.Message):
    __slots__ = ("offsets",)
    OFFSETS_FIELD_NUMBER: _ClassVar[int]
    offsets: _containers.RepeatedCompositeFieldContainer[_topic_pb2.PartitionOffset]
    def __init__(self, offsets: _Optional[_Iterable[_Union[_topic_pb2.PartitionOffset, _Mapping]]] = ...) -> None: ...

class DeleteGroupRequest(_message.Message):
    __slots__ = ("group",)
    GROUP_FIELD_NUMBER: _ClassVar[int]
    group: str
    def __init__(self, group: _Optional[str] = ...) -> None: ...

class DeleteGroupResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetBrokerRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetBrokerResponse(_message.Message):
    __slots__ = ("broker",)
    BROKER_FIELD_NUMBER: _ClassVar[int]
    broker: Broker
    def __init__(self, broker: _Optional[_Union[Broker, _Mapping]] = ...) -> None: ...

class Broker(_message.Message):
    __slots__ = ("version", "engine", "started_ms", "log_bytes", "max_log_bytes", "cluster_id", "nodes")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    STARTED_MS_FIELD_NUMBER: _ClassVar[int]
    LOG_BYTES_FIELD_NUMBER: _ClassVar[int]
    MAX_LOG_BYTES_FIELD_NUMBER: _ClassVar[int]
    CLUSTER_ID_FIELD_NUMBER: _ClassVar[int]
    NODES_FIELD_NUMBER: _ClassVar[int]
    version: str
    engine: Engine
    started_ms: int
    log_bytes: int
    max_log_bytes: int
    cluster_id: str
    nodes: _containers.RepeatedCompositeFieldContainer[ClusterNode]
    def __init__(self, version: _Optional[str] = ..., engine: _Optional[_Union[Engine, str]] = ..., started_ms: _Optional[int] = ..., log_bytes: _Optional[int] = ..., max_log_bytes: _Optional[int] = ..., cluster_id: _Optional[str] = ..., nodes: _Optional[_Iterable[_Union[ClusterNode, _Mapping]]] = ...) -> None: ...

class ClusterNode(_message.Message):
    __slots__ = ("id", "address", "rack")
    ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    RACK_FIELD_NUMBER: _ClassVar[int]
    id: int
    address: str
    rack: str
    def __init__(self, id: _Optional[int] = ..., address: _Optional[str] = ..., rack: _Optional[str] = ...) -> None: ...
