import { join } from "node:path";
import { expect, test } from "vitest";
import { finish } from "../child.js";
import { describeWith, python, root } from "../toolchain.js";

const command = [process.execPath, "--import", "tsx", join(root, "examples/order-pipeline/run.ts")] as const;

async function pipeline(args: readonly string[]) {
  const [program, ...rest] = command;
  const env = { PYTHON: await python(), HEADWATER_SERVER: "" };
  return finish(program, [...rest, ...args], { cwd: root, env, timeoutMs: 100_000 });
}

/** The partitions that a service says it has at the end. That it got those of a killed member may be said before its death. */
function held(stdout: string, service: string): string[] {
  const partitions = new Set<string>();
  for (const [, what, list] of stdout.matchAll(new RegExp(`^${service} +(assigned|revoked) +partitions (.+)$`, "gm"))) {
    for (const partition of list!.split(" ")) {
      if (what === "assigned") partitions.add(partition);
      else partitions.delete(partition);
    }
  }
  return [...partitions].sort();
}

describeWith(["go", "python"], "the order pipeline in three languages", () => {
  test("every group handles every order, though a member is killed", async () => {
    const { code, stdout, stderr } = await pipeline(["--orders", "12", "--kill", "payment-2"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toContain("left out");

    const created = [...stdout.matchAll(/^order +created +(\d@\d+)/gm)].map(([, place]) => place).sort();
    expect(created).toHaveLength(12);
    for (const what of ["charged", "reserved", "packed"]) {
      const places = [...stdout.matchAll(new RegExp(`^\\S+ +${what} +(\\d@\\d+)`, "gm"))].map(([, place]) => place);
      expect([...new Set(places)].sort(), what).toEqual(created);
    }
    expect(stdout).toMatch(/^payment-2 +killed +SIGKILL$/m);
    expect(held(stdout, "payment-1")).toEqual(["0", "1", "2", "3"]);
    for (const group of ["payment", "inventory", "shipping"]) {
      expect(stdout).toMatch(new RegExp(`^${group} +12 orders: `, "m"));
    }
  });

  test("the last member of a group is started again and goes on", async () => {
    const { code, stdout, stderr } = await pipeline(["--orders", "6", "--kill", "inventory"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^inventory +killed +SIGKILL\n(.*\n)*inventory +started .*\n(.*\n)*inventory +assigned/m);
    expect(stdout).toMatch(/^inventory +6 orders: inventory \d/m);
  });
});
