import { expect, test } from "vitest";
import { LimitReached } from "../../../../src/engine/errors.js";
import { Reader } from "../../../../src/engine/readers/reader.js";

test("events for a client that doesn't read don't pile up: the stream ends instead", async () => {
  const reader = new Reader();
  for (let i = 0; i < 2000; i++) reader.tell([{ type: "revoked", partitions: [], generation: i }]);
  const bounds = { maxRecords: 1, maxBytes: 1 };
  const stream = reader.stream({ bounds, limit: undefined, stops: false }, new AbortController().signal);
  await expect(stream.next()).rejects.toBeInstanceOf(LimitReached);
});
