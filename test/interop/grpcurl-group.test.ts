import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestBroker, type TestBroker } from "./broker.js";
import { run } from "./child.js";
import { buildGrpcurl, describeWith } from "./toolchain.js";

interface Event {
  readonly assigned?: object;
  readonly batch?: { readonly records: readonly { readonly valueText: string }[] };
}

describeWith(["go"], "grpcurl as a member of a group", () => {
  let grpcurl: string;
  let broker: TestBroker;

  beforeAll(async () => {
    grpcurl = await buildGrpcurl();
    broker = await startTestBroker();
  });
  afterAll(() => broker?.close());

  const call = (method: string, request: object) =>
    run(grpcurl, ["-plaintext", "-d", JSON.stringify(request), broker.address, `headwater.v1.BrokerService/${method}`]);

  /** The events of a stream that ends by itself. */
  async function subscribe(request: object): Promise<Event[]> {
    return JSON.parse(`[${(await call("Subscribe", request)).replaceAll(/^}\n{/gm, "},{")}]`);
  }

  const values = (events: readonly Event[]) =>
    events.flatMap(({ batch }) => batch?.records ?? []).map(({ valueText }) => valueText);

  test("goes on where it stopped, run after run", async () => {
    await call("CreateTopic", { topic: "orders", partitions: 1 });
    const records = ["a", "b", "c", "d", "e"].map((value_text) => ({ value_text }));
    await call("Produce", { topic: "orders", records });
    const request = {
      topics: ["orders"],
      group: "shell",
      commit_mode: "COMMIT_MODE_ON_DELIVERY",
      limit: 2,
      text: true,
    };
    const first = await subscribe(request);
    expect(first[0]).toMatchObject({
      assigned: { memberId: expect.stringMatching(/./), partitions: [{ topic: "orders", highWatermark: "5" }] },
    });
    expect(values(first)).toEqual(["a", "b"]);
    expect(values(await subscribe(request))).toEqual(["c", "d"]);
    expect(values(await subscribe({ ...request, limit: 1 }))).toEqual(["e"]);
  });

  test("moves its group back with ResetOffsets, and shows it with GetGroup", async () => {
    await call("CreateTopic", { topic: "bills", partitions: 1 });
    await call("Produce", { topic: "bills", records: [{ value_text: "a" }, { value_text: "b" }] });
    const request = { topics: ["bills"], group: "payer", commit_mode: "COMMIT_MODE_ON_DELIVERY", limit: 2, text: true };
    expect(values(await subscribe(request))).toEqual(["a", "b"]);
    await call("ResetOffsets", { group: "payer", topic: "bills", to: { tail: 1 } });
    expect(JSON.parse(await call("GetGroup", { group: "payer" }))).toMatchObject({
      group: {
        name: "payer",
        state: "GROUP_STATE_EMPTY",
        offsets: [{ topic: "bills", committedOffset: "1", highWatermark: "2", lag: "1" }],
      },
    });
    expect(values(await subscribe({ ...request, limit: 1 }))).toEqual(["b"]);
  });
});
