import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Times records from Kafka's own producer to its consumer at a fixed rate. Kafka's EndToEndLatency sends a record only
 * when the one before it has arrived, which hides what waits behind a pause; here when each record is due is settled
 * before, and that is what it is timed from.
 *
 * <p>Arguments: host:port, topic, records per second, warm-up seconds, seconds, value bytes.
 */
public final class Latency {
  private static final long NOT_COUNTED = -1;

  public static void main(String[] args) throws Exception {
    String server = args[0];
    TopicPartition partition = new TopicPartition(args[1], 0);
    int rate = Integer.parseInt(args[2]);
    int warmup = (int) Math.round(Double.parseDouble(args[3]) * rate);
    int counted = (int) Math.round(Double.parseDouble(args[4]) * rate);
    int valueBytes = Integer.parseInt(args[5]);

    long[] latencies = new long[counted];
    AtomicReference<Exception> failure = new AtomicReference<>();
    CountDownLatch ready = new CountDownLatch(1);
    CountDownLatch complete = new CountDownLatch(1);
    Thread consumer = new Thread(() -> {
      try {
        consume(server, partition, warmup + counted, latencies, ready);
      } catch (Exception e) {
        failure.set(e);
      }
      ready.countDown();
      complete.countDown();
    });
    consumer.setDaemon(true);
    consumer.start();
    ready.await();

    Map<String, Object> config = Map.of("bootstrap.servers", server, "acks", "1", "enable.idempotence", "false",
        "linger.ms", "0", "key.serializer", ByteArraySerializer.class, "value.serializer", ByteArraySerializer.class);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config)) {
      producer.partitionsFor(partition.topic());
      long start = System.nanoTime();
      for (int i = 0; i < warmup + counted; i++) {
        long due = start + (long) (i * 1e9 / rate);
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        byte[] value = ByteBuffer.allocate(valueBytes).putLong(i < warmup ? NOT_COUNTED : due).array();
        producer.send(new ProducerRecord<>(partition.topic(), 0, null, value), (sent, refused) -> {
          if (refused != null) failure.compareAndSet(null, refused);
        });
      }
      producer.flush();
      boolean arrived = complete.await(10, TimeUnit.SECONDS);
      if (failure.get() != null) throw failure.get();
      if (!arrived) throw new IllegalStateException("not all of " + (warmup + counted) + " records arrived");
    }

    Arrays.sort(latencies);
    System.out.printf(Locale.ROOT,
        "{\"rate\":%d,\"sent\":%d,\"received\":%d,\"latencyMs\":{\"p50\":%.4f,\"p99\":%.4f,\"p999\":%.4f,\"max\":%.4f}}%n",
        rate, counted, counted, at(latencies, 0.5), at(latencies, 0.99), at(latencies, 0.999), at(latencies, 1));
  }

  private static void consume(
      String server, TopicPartition partition, int expected, long[] latencies, CountDownLatch ready) {
    Map<String, Object> config = Map.of("bootstrap.servers", server, "enable.auto.commit", "false",
        "key.deserializer", ByteArrayDeserializer.class, "value.deserializer", ByteArrayDeserializer.class);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      consumer.position(partition);
      ready.countDown();
      int kept = 0;
      for (int received = 0; received < expected;) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          received++;
          long due = ByteBuffer.wrap(record.value()).getLong();
          if (due != NOT_COUNTED) latencies[kept++] = System.nanoTime() - due;
        }
      }
    }
  }

  private static double at(long[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)] / 1e6;
  }
}
