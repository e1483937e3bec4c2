import fc from "fast-check";
import { expect, test } from "vitest";
import { ProduceResponse, ProduceStreamResponse } from "../../../../gen/ts/headwater/v1/broker_service.js";
import { encodeProduceResponse, encodeProduceStreamResponse } from "../../../../src/grpc/codec/produce-response.js";

const runs = fc.array(
  fc.record({
    partition: fc.oneof(fc.nat(300), fc.nat()),
    baseOffset: fc.oneof(fc.nat(300), fc.maxSafeNat()),
    count: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1 })),
  }),
  { maxLength: 40 },
);

function generated(some: { partition: number; baseOffset: number; count: number }[]): ProduceResponse {
  return ProduceResponse.fromPartial({
    runs: some.map((run) => ({ ...run, baseOffset: BigInt(run.baseOffset) })),
  });
}

test("the runs are what the generated decoder reads", () => {
  fc.assert(
    fc.property(runs, (some) => {
      expect(ProduceResponse.decode(encodeProduceResponse(some))).toEqual(generated(some));
    }),
  );
});

test("so are they on a stream, where an empty answer is still an answer", () => {
  fc.assert(
    fc.property(runs, (some) => {
      const decoded = ProduceStreamResponse.decode(encodeProduceStreamResponse({ appended: some }));
      expect(decoded).toEqual({ appended: generated(some) });
    }),
    { examples: [[[]]] },
  );
});

test("an error on a stream is what the generated decoder reads", () => {
  const error = {
    code: 8,
    message: "the broker's logs have no room",
    reason: "LOG_FULL",
    metadata: { topic: "t", limit: "1" },
    field: "records[0]",
    retryAfter: { seconds: 1n, nanos: 0 },
  };
  expect(ProduceStreamResponse.decode(encodeProduceStreamResponse({ error }))).toEqual({ error });
});

test("an answer that is larger than any before it is as right as the next one", () => {
  for (let count = 500; count < 40_000; count *= 2) {
    const some = Array.from({ length: count }, (_, i) => ({ partition: i % 3, baseOffset: i, count: 1 }));
    for (let times = 0; times < 2; times++) {
      expect(ProduceResponse.decode(encodeProduceResponse(some))).toEqual(generated(some));
      const onStream = ProduceStreamResponse.decode(encodeProduceStreamResponse({ appended: some }));
      expect(onStream).toEqual({ appended: generated(some) });
    }
  }
});
