import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startTestBroker } from "../broker.js";
import { finish, run } from "../child.js";
import { describeWith, python, root } from "../toolchain.js";

const program = join(root, "examples/tiny-kafka/tiny_kafka.py");

describeWith(["python"], "tiny-kafka", () => {
  test("tells its story, and told again goes on where its consumers are", async () => {
    const broker = await startTestBroker();
    onTestFinished(() => broker.close());
    const tell = async () => {
      const story = await run(await python(), [program], { env: { HEADWATER_SERVER: broker.address } });
      return story.match(/(?<=polls +)\S.*/g);
    };
    expect(await tell()).toEqual(["hello", "how are you?", "(nothing new)", "hello", "bye", "how are you?"]);
    expect(await tell()).toEqual(["hello", "how are you?", "(nothing new)", "bye", "bye", "hello"]);
  });

  test("says what to do without a broker", async () => {
    const { code, stderr } = await finish(await python(), [program], { env: { HEADWATER_SERVER: "127.0.0.1:1" } });
    expect(code).toBe(1);
    expect(stderr).toContain("no broker at 127.0.0.1:1: start one, or set HEADWATER_SERVER");
  });
});
