import type { Command } from "commander";
import { type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { deleteEach } from "../delete-each.js";
import { Failure } from "../failure.js";

interface Options extends BrokerOptions {
  readonly ifExists?: true;
  readonly json?: true;
}

export function deleteCommand(): Command {
  return brokerCommand("delete")
    .description("delete topics with their records and the offsets that groups have in them")
    .argument("<topics...>", "names")
    .option("--if-exists", "succeed where a topic isn't there")
    .option("--json", "print what was deleted as JSON")
    .action(deleteTopics);
}

async function deleteTopics(topics: readonly string[], options: Options): Promise<void> {
  await withBroker(options, async (broker) => {
    const { closestTopic, reasonOf } = await import("../connection.js");
    await deleteEach(topics, "topic", options, async (topic) => {
      try {
        await broker.topics.delete(topic);
        return true;
      } catch (error) {
        if (reasonOf(error) !== "TOPIC_NOT_FOUND") throw error;
        if (options.ifExists) return false;
        throw new Failure(`topic ${topic} does not exist: ${(await closestTopic(broker, topic)) ?? LIST_HINT}`);
      }
    });
  });
}

const LIST_HINT = "`headwater topics list` shows those that do";
