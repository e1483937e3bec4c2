import { onTestFinished } from "vitest";
import { Headwater } from "../../src/client/index.js";
import type { Broker } from "../../src/index.js";

/** A Headwater client, which is closed when the test is over. */
export function testHeadwater({ address }: Pick<Broker, "address">): Headwater {
  const headwater = new Headwater({ server: address });
  onTestFinished(() => headwater.close());
  return headwater;
}
