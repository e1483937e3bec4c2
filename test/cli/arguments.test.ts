import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { flagOf, SETTINGS, type Settings, variableOf } from "../../src/settings.js";
import { testClient } from "../helpers/broker.js";
import { BrokerProcess, headwater } from "../helpers/process.js";

const names = Object.keys(SETTINGS) as (keyof Settings)[];

test("--help lists every setting as flag and variable, with its default", async () => {
  const { code, stdout, stderr } = await headwater(["--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const help = stdout.replace(/\s+/g, " ");
  for (const name of names) {
    expect(help).toContain(`${flagOf(name)} `);
    expect(help).toContain(`env: ${variableOf(name)})`);
    expect(help).toContain(`(default: ${JSON.stringify(SETTINGS[name].default)},`);
  }
});

test("--version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect(await headwater(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

describe("a setting comes from", () => {
  const partitions = async (args: string[], variables: { [name: string]: string }) => {
    const client = testClient(await BrokerProcess.start(args, variables));
    const { topic } = await client.createTopic({ topic: "orders" });
    return topic?.partitions.length;
  };

  test("its flag", async () => {
    expect(await partitions(["--default-partitions", "3"], {})).toBe(3);
  });

  test("its variable", async () => {
    expect(await partitions([], { HEADWATER_DEFAULT_PARTITIONS: "4" })).toBe(4);
  });

  test("the flag, where both are there", async () => {
    expect(await partitions(["--default-partitions", "3"], { HEADWATER_DEFAULT_PARTITIONS: "4" })).toBe(3);
  });

  test("the flag, also after `serve`", async () => {
    expect(await headwater(["serve", "--default-partitions", "0"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--default-partitions"),
    });
  });
});

test("--auto-create-topics is on where it is named, and takes true or false", async () => {
  const cases: [string[], { [name: string]: string }, boolean][] = [
    [["--auto-create-topics"], {}, true],
    [["--auto-create-topics=true"], {}, true],
    [["--auto-create-topics=false"], {}, false],
    [["--auto-create-topics=false"], { HEADWATER_AUTO_CREATE_TOPICS: "true" }, false],
    [[], { HEADWATER_AUTO_CREATE_TOPICS: "1" }, true],
    [[], { HEADWATER_AUTO_CREATE_TOPICS: "false" }, false],
    [[], {}, false],
  ];
  await Promise.all(
    cases.map(async ([args, variables, creates]) => {
      const client = testClient(await BrokerProcess.start(args, variables));
      await client.produce({ topic: "new", records: [{}] }).catch(() => {});
      const { topics } = await client.listTopics({});
      expect(topics, JSON.stringify([args, variables])).toHaveLength(creates ? 1 : 0);
    }),
  );
});

test("what can't be used exits with 2 and one line that names the setting", async () => {
  const bad: [string[], { [name: string]: string }, string][] = [
    [["--max-topics", "0"], {}, "--max-topics"],
    [["--max-topics", "many"], {}, "--max-topics"],
    [["--max-topics"], {}, "--max-topics"],
    [["--grpc-listen", "50051"], {}, "--grpc-listen"],
    [["--grpc-listen", "localhost:99999"], {}, "--grpc-listen"],
    [["--log-level", "loud"], {}, "--log-level"],
    [["--auto-create-topics=perhaps"], {}, "--auto-create-topics"],
    [["--max-message-bytes", "70000"], {}, "--max-message-bytes"],
    [["--no-such-flag"], {}, "--no-such-flag"],
    [["no-such-command"], {}, "unknown command 'no-such-command'"],
    [[], { HEADWATER_MAX_STREAMS: "-1" }, "HEADWATER_MAX_STREAMS"],
    [[], { HEADWATER_GRPC_LISTEN: "nowhere" }, "HEADWATER_GRPC_LISTEN"],
  ];
  await Promise.all(
    bad.map(async ([args, variables, setting]) => {
      const { code, stdout, stderr } = await headwater(args, variables);
      expect({ code, stdout, lines: stderr.trimEnd().split("\n") }, JSON.stringify([args, variables])).toEqual({
        code: 2,
        stdout: "",
        lines: [expect.stringContaining(setting)],
      });
    }),
  );
});

test("a taken port exits with 1 and one line that names it", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  try {
    const { port } = other.address() as { port: number };
    const { code, stdout, stderr } = await headwater(["--grpc-listen", `127.0.0.1:${port}`]);
    expect(stderr.trimEnd().split("\n")).toEqual([expect.stringContaining(`can't listen on 127.0.0.1:${port}`)]);
    expect(stderr).toContain("address already in use");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  } finally {
    other.close();
  }
});
