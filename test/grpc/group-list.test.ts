import { describe, expect, test } from "vitest";
import { describeGroup, join, orders, ordersWith } from "../helpers/group.js";
import { invalidField, refusal } from "../helpers/refusal.js";

describe("ListGroups", () => {
  test("gives all groups in the order of their names, page by page", async () => {
    const client = await ordersWith(1, 1);
    const names = ["e", "b", "d", "a", "c"];
    for (const group of names) await client.commitOffsets({ group, offsets: [{ ...orders(0), offset: 1n }] });
    const pages: string[][] = [];
    let pageToken = "";
    do {
      const page = await client.listGroups({ pageSize: 2, pageToken });
      pages.push(page.groups.map(({ name }) => name));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    expect(pages).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    expect((await client.listGroups({})).groups.map(({ name }) => name)).toEqual(names.sort());
  });

  test("shows of each what GetGroup does", async () => {
    const client = await ordersWith(2, 1);
    await join(client);
    expect((await client.listGroups({})).groups).toEqual([await describeGroup(client)]);
  });

  test.each([
    ["page_size", { pageSize: -1 }],
    ["page_token", { pageToken: "?" }],
  ])("with a bad %s is refused", async (field, request) => {
    const client = await ordersWith(1);
    expect(await refusal(client.listGroups(request))).toMatchObject(invalidField(field));
  });
});
