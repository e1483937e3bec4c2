import { APIS } from "../../../gen/kafka/apis.js";
import { type OffsetCommitRequestTopic, readOffsetCommitRequest } from "../../../gen/kafka/offset-commit-request.js";
import { writeOffsetCommitResponse } from "../../../gen/kafka/offset-commit-response.js";
import type { CommittedOffset } from "../../engine/engine.js";
import { serve } from "../api.js";
import type { Broker } from "../broker.js";
import { ErrorCode, KafkaError, refusalOf } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * Sets what is committed, forward or back, and whatever the end of the log is, as in Kafka. What is refused for one
//   partition holds for the others.
// * A member commits in its generation, or at its epoch. Whoever is no member (generation -1) commits to a group without members.
//
// Version notes:
// * v2: the oldest. v6: leader epochs. v7: static members. v10: topics are named by their ids.

/** As Kafka's offset.metadata.max.bytes. */
const MAX_METADATA_BYTES = 4096;

interface Accepted {
  readonly answer: { partitionIndex: number; errorCode: number };
  readonly commit: CommittedOffset;
}

export const offsetCommit = serve({
  api: APIS.OffsetCommit,
  read: readOffsetCommitRequest,
  write: writeOffsetCommitResponse,
  async handle(broker, request, { version }) {
    const { groupId, memberId, groupInstanceId, generationIdOrMemberEpoch: generation, topics } = request;
    const groupError = checkMember(broker, groupId, memberId, groupInstanceId, generation);
    const turn = new Turn();
    const accepted: Accepted[] = [];
    const answers = [];
    for (const topic of topics) {
      const partitions = [];
      const { name, problem, count } = await find(broker, topic, version);
      for (const { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata } of topic.partitions) {
        const answer = { partitionIndex, errorCode: groupError || problem };
        partitions.push(answer);
        if (answer.errorCode !== ErrorCode.NONE) continue;
        const metadata = committedMetadata ?? "";
        if (partitionIndex < 0 || partitionIndex >= count) answer.errorCode = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        else if (Buffer.byteLength(metadata) > MAX_METADATA_BYTES) {
          answer.errorCode = ErrorCode.OFFSET_METADATA_TOO_LARGE;
        } else if (committedOffset < 0) answer.errorCode = ErrorCode.INVALID_REQUEST;
        else {
          const commit = {
            topic: name,
            partition: partitionIndex,
            offset: committedOffset,
            leaderEpoch: committedLeaderEpoch,
            metadata,
          };
          accepted.push({ answer, commit });
        }
      }
      answers.push({ name: topic.name, topicId: topic.topicId, partitions });
      await turn.next();
    }
    if (accepted.length > 0) await commit(broker, groupId, accepted);
    return { topics: answers };
  },
});

function checkMember(
  broker: Broker,
  groupId: string,
  memberId: string,
  groupInstanceId: string | null,
  generation: number,
): number {
  if (groupId === "") return ErrorCode.INVALID_GROUP_ID;
  const consumers = broker.consumerGroups.get(groupId);
  if (consumers !== undefined) return consumers.checkCommit(memberId, generation);
  const group = broker.groups.get(groupId);
  const isOutsider = generation < 0 && memberId === "" && groupInstanceId === null;
  if (group === undefined || group.members.length === 0) {
    return isOutsider ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
  }
  return isOutsider ? ErrorCode.UNKNOWN_MEMBER_ID : group.checkCommit(memberId, groupInstanceId, generation);
}

async function find(
  broker: Broker,
  { name, topicId }: OffsetCommitRequestTopic,
  version: number,
): Promise<{ name: string; problem: number; count: number }> {
  try {
    const topic = version >= 10 ? await broker.topicNameOf(topicId) : name;
    const { partitions } = await broker.engine.getTopic(topic);
    return { name: topic, problem: ErrorCode.NONE, count: partitions.length };
  } catch (error) {
    const { errorCode } = refusalOf(error, { INVALID_FIELD: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION });
    return { name, problem: errorCode, count: 0 };
  }
}

async function commit(broker: Broker, groupId: string, accepted: readonly Accepted[]): Promise<void> {
  try {
    await broker.engine.setOffsets(
      groupId,
      accepted.map(({ commit: offset }) => offset),
    );
  } catch (error) {
    const { errorCode } = refusalOf(error, {
      GROUP_NOT_EMPTY: ErrorCode.UNKNOWN_MEMBER_ID,
      INVALID_FIELD: ErrorCode.INVALID_GROUP_ID,
      SHUTTING_DOWN: ErrorCode.COORDINATOR_NOT_AVAILABLE,
    });
    if (errorCode === ErrorCode.UNKNOWN_SERVER_ERROR) throw new KafkaError(errorCode, "the commit failed");
    for (const { answer } of accepted) answer.errorCode = errorCode;
  }
}
