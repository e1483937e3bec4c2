import { APIS } from "../../../gen/kafka/apis.js";
import { writeConsumerProtocolAssignment } from "../../../gen/kafka/consumer-protocol-assignment.js";
import { readDescribeGroupsRequest } from "../../../gen/kafka/describe-groups-request.js";
import { type DescribedGroup, writeDescribeGroupsResponse } from "../../../gen/kafka/describe-groups-response.js";
import type { GroupDescription, MemberDescription } from "../../engine/engine.js";
import { type Init, KafkaWriter } from "../../kafka-protocol/messages.js";
import { serve } from "../api.js";
import { type Broker, UNKNOWN_OPERATIONS } from "../broker.js";
import { ErrorCode, refusalOf } from "../errors.js";
import { classicGroup, groupStateOf, protocolTypeOf } from "../groups/described.js";
import { Turn } from "../turns.js";

// Behavior:
// * Members that subscribe by gRPC are shown too, with what they hold as an assignment of consumers.
// * A group that is not there is Dead, as in Kafka.
//
// Version notes:
// * v6: a group that is not there has the error GROUP_ID_NOT_FOUND, and a message.

export const describeGroups = serve({
  api: APIS.DescribeGroups,
  read: readDescribeGroupsRequest,
  write: writeDescribeGroupsResponse,
  async handle(broker, { groups }, { version }) {
    const turn = new Turn();
    const answers: Init<DescribedGroup>[] = [];
    for (const groupId of groups) {
      answers.push(await describe(broker, groupId, version));
      await turn.next();
    }
    return { groups: answers };
  },
});

async function describe(broker: Broker, groupId: string, version: number): Promise<Init<DescribedGroup>> {
  try {
    const description = await broker.engine.getGroup(groupId);
    return {
      errorCode: ErrorCode.NONE,
      groupId,
      groupState: groupStateOf(broker, description),
      protocolType: protocolTypeOf(broker, description),
      protocolData: classicGroup(broker, groupId)?.protocol ?? "",
      members: membersOf(broker, description),
      authorizedOperations: UNKNOWN_OPERATIONS,
    };
  } catch (error) {
    const refusal = refusalOf(error, { INVALID_FIELD: ErrorCode.INVALID_GROUP_ID });
    const isMissing = refusal.errorCode === ErrorCode.GROUP_ID_NOT_FOUND;
    const errorCode = isMissing && version < 6 ? ErrorCode.NONE : refusal.errorCode;
    return {
      ...refusal,
      errorCode,
      groupId,
      groupState: isMissing ? "Dead" : "",
      authorizedOperations: UNKNOWN_OPERATIONS,
    };
  }
}

function membersOf(broker: Broker, { group, members }: GroupDescription): Init<DescribedGroup>["members"] {
  const classic = classicGroup(broker, group);
  if (classic === undefined) {
    return members.map((member) => ({
      memberId: member.memberId,
      clientId: member.clientId,
      clientHost: hostOf(member.peer),
      memberAssignment: assignmentOf(member),
    }));
  }
  return classic.members.map((member) => ({
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    clientId: member.clientId,
    clientHost: `/${member.host}`,
    memberMetadata: member.metadataOf(classic.protocol),
    memberAssignment: member.assignment,
  }));
}

/** As Java writes an address without name. */
function hostOf(peer: string): string {
  return `/${peer.replace(/:\d+$/, "")}`;
}

function assignmentOf({ partitions }: MemberDescription): Uint8Array {
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const numbers = byTopic.get(topic);
    if (numbers === undefined) byTopic.set(topic, [partition]);
    else numbers.push(partition);
  }
  const writer = new KafkaWriter();
  writer.int16(0);
  const assignedPartitions = [...byTopic].map(([topic, numbers]) => ({ topic, partitions: numbers }));
  writeConsumerProtocolAssignment(writer, 0, { assignedPartitions, userData: null });
  return Buffer.concat(writer.take());
}
