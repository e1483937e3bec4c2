import { InvalidArgumentError, Option } from "commander";
import type { Acks } from "../../../gen/ts/headwater/v1/broker_service.js";

/** By the names that they have here and in Kafka. */
const ACKS: { readonly [name: string]: Acks } = { none: 1, "0": 1, leader: 2, "1": 2, all: 3, "-1": 3 };

export function acksOption(): Option {
  return new Option("--acks <acks>", "what is waited for: none (0), leader (1) or all (-1)")
    .default(ACKS.all, "all")
    .argParser((value) => {
      const acks = ACKS[value];
      if (acks === undefined) throw new InvalidArgumentError("It must be none, leader or all (0, 1 or -1).");
      return acks;
    });
}
