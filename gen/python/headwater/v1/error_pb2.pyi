from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_INVALID_FIELD: _ClassVar[ErrorReason]
    ERROR_REASON_RECORD_TOO_LARGE: _ClassVar[ErrorReason]
    ERROR_REASON_TOPIC_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_PARTITION_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_GROUP_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_TOPIC_ALREADY_EXISTS: _ClassVar[ErrorReason]
    ERROR_REASON_OFFSET_OUT_OF_RANGE: _ClassVar[ErrorReason]
    ERROR_REASON_UNEXPECTED_OFFSET: _ClassVar[ErrorReason]
    ERROR_REASON_NOT_ASSIGNED: _ClassVar[ErrorReason]
    ERROR_REASON_GROUP_NOT_EMPTY: _ClassVar[ErrorReason]
    ERROR_REASON_PARTITIONS_CANNOT_SHRINK: _ClassVar[ErrorReason]
    ERROR_REASON_LOG_FULL: _ClassVar[ErrorReason]
    ERROR_REASON_LIMIT_REACHED: _ClassVar[ErrorReason]
    ERROR_REASON_SHUTTING_DOWN: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_INVALID_FIELD: ErrorReason
ERROR_REASON_RECORD_TOO_LARGE: ErrorReason
ERROR_REASON_TOPIC_NOT_FOUND: ErrorReason
ERROR_REASON_PARTITION_NOT_FOUND: ErrorReason
ERROR_REASON_GROUP_NOT_FOUND: ErrorReason
ERROR_REASON_TOPIC_ALREADY_EXISTS: ErrorReason
ERROR_REASON_OFFSET_OUT_OF_RANGE: ErrorReason
ERROR_REASON_UNEXPECTED_OFFSET: ErrorReason
ERROR_REASON_NOT_ASSIGNED: ErrorReason
ERROR_REASON_GROUP_NOT_EMPTY: ErrorReason
ERROR_REASON_PARTITIONS_CANNOT_SHRINK: ErrorReason
ERROR_REASON_LOG_FULL: ErrorReason
ERROR_REASON_LIMIT_REACHED: ErrorReason
ERROR_REASON_SHUTTING_DOWN: ErrorReason
