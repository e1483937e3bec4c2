import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.headwater.v1.AssignedPartition;
import com.headwater.v1.BrokerServiceGrpc;
import com.headwater.v1.BrokerServiceGrpc.BrokerServiceBlockingStub;
import com.headwater.v1.CommitOffsetsRequest;
import com.headwater.v1.GetTopicRequest;
import com.headwater.v1.PartitionOffset;
import com.headwater.v1.Record;
import com.headwater.v1.RecordBatch;
import com.headwater.v1.SubscribeRequest;
import com.headwater.v1.SubscribeResponse;
import com.headwater.v1.TopicPartition;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Iterator;
import java.util.TreeMap;

/**
 * A client of the generated stubs alone.
 *
 * <p>{@code Member refused ADDRESS TOPIC} asks for a topic that is not there and prints how it is refused: the code, the
 * reason and the metadata. {@code Member follow ADDRESS TOPIC GROUP} is a member of the group: it prints what it is told, an
 * event or a record on each line, and commits every batch, until it is ended.
 */
public final class Member {
  public static void main(String[] args) throws InvalidProtocolBufferException {
    ManagedChannel channel = ManagedChannelBuilder.forTarget(args[1]).usePlaintext().build();
    BrokerServiceBlockingStub broker = BrokerServiceGrpc.newBlockingStub(channel);
    try {
      switch (args[0]) {
        case "refused" -> refused(broker, args[2]);
        case "follow" -> follow(broker, args[2], args[3]);
        default -> throw new IllegalArgumentException("usage: refused ADDRESS TOPIC | follow ADDRESS TOPIC GROUP");
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private static void refused(BrokerServiceBlockingStub broker, String topic) throws InvalidProtocolBufferException {
    try {
      broker.getTopic(GetTopicRequest.newBuilder().setTopic(topic).build());
    } catch (StatusRuntimeException refusal) {
      System.out.println("code " + refusal.getStatus().getCode().value());
      for (Any detail : StatusProto.fromThrowable(refusal).getDetailsList()) {
        if (!detail.is(ErrorInfo.class)) continue;
        ErrorInfo info = detail.unpack(ErrorInfo.class);
        System.out.println("reason " + info.getDomain() + " " + info.getReason());
        new TreeMap<>(info.getMetadataMap()).forEach((name, value) -> System.out.println("metadata " + name + " " + value));
      }
      return;
    }
    throw new IllegalStateException("the topic must not be there");
  }

  private static void follow(BrokerServiceBlockingStub broker, String topic, String group) {
    SubscribeRequest request =
        SubscribeRequest.newBuilder()
            .addTopics(topic)
            .setGroup(group)
            .setMaxInFlight(10)
            .setHeartbeatInterval(Duration.newBuilder().setNanos(200_000_000))
            .build();
    String memberId = "";
    for (Iterator<SubscribeResponse> events = broker.subscribe(request); events.hasNext(); ) {
      SubscribeResponse event = events.next();
      switch (event.getEventCase()) {
        case ASSIGNED -> {
          memberId = event.getAssigned().getMemberId();
          System.out.println("member " + memberId);
          for (AssignedPartition partition : event.getAssigned().getPartitionsList()) {
            System.out.println("assigned " + partition.getPartition() + " " + partition.getStartOffset());
          }
        }
        case BATCH -> commit(broker, group, memberId, event.getBatch());
        case REVOKING -> {
          for (TopicPartition partition : event.getRevoking().getPartitionsList()) {
            System.out.println("revoking " + partition.getPartition());
          }
        }
        case REVOKED -> {
          for (TopicPartition partition : event.getRevoked().getPartitionsList()) {
            System.out.println("revoked " + partition.getPartition());
          }
        }
        case CAUGHT_UP -> System.out.println("caught-up");
        case HEARTBEAT -> System.out.println("heartbeat");
        case TRUNCATED -> System.out.println("truncated " + event.getTruncated().getToOffset());
        default -> throw new IllegalStateException("an event of a kind that the contract does not have");
      }
    }
  }

  private static void commit(BrokerServiceBlockingStub broker, String group, String memberId, RecordBatch batch) {
    int partition = batch.getPartition();
    for (Record record : batch.getRecordsList()) {
      System.out.println("record " + partition + " " + record.getOffset() + " " + record.getValue().toStringUtf8());
    }
    PartitionOffset offset =
        PartitionOffset.newBuilder()
            .setTopic(batch.getTopic())
            .setPartition(partition)
            .setOffset(batch.getNextOffset())
            .build();
    broker.commitOffsets(
        CommitOffsetsRequest.newBuilder().setGroup(group).setMemberId(memberId).addOffsets(offset).build());
    System.out.println("committed " + partition + " " + batch.getNextOffset());
  }
}
