import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

export type Command = readonly [program: string, ...args: string[]];

/** A member of a consumer group, as a program. */
export interface Service {
  readonly name: string;
  readonly group: string;
  readonly language: string;
  readonly command: Command;
}

export interface LeftOut {
  readonly name: string;
  readonly language: string;
  readonly reason: string;
}

const folder = import.meta.dirname;
const ownPython = join(folder, "../../.venv/bin/python");

/** The command of a TypeScript program of this folder. */
export function typescript(file: string): Command {
  return [process.execPath, "--import", import.meta.resolve("tsx"), join(folder, file)];
}

/** The services that can run here; a compiled one goes to the folder `bin`. */
export async function findServices(bin: string): Promise<{ services: Service[]; leftOut: LeftOut[] }> {
  const services: Service[] = ["payment-1", "payment-2"].map((name) => {
    return { name, group: "payment", language: "TypeScript", command: typescript("payment.ts") };
  });
  const leftOut: LeftOut[] = [];
  const find = async (service: Service, [program, ...args]: Command, remedy: string) => {
    const reason = await failure(program, args);
    if (reason === undefined) services.push(service);
    else leftOut.push({ ...service, reason: `${reason}; to have it, ${remedy}` });
  };

  const python = process.env.PYTHON ?? (existsSync(ownPython) ? ownPython : "python3");
  await find(
    { name: "inventory", group: "inventory", language: "Python", command: [python, join(folder, "inventory.py")] },
    [python, "-c", "import headwater.v1.broker_service_pb2_grpc"],
    "python3 -m venv .venv && .venv/bin/pip install ./gen/python",
  );
  const shipping = join(bin, "shipping");
  await find(
    { name: "shipping", group: "shipping", language: "Go", command: [shipping] },
    ["go", "build", "-buildvcs=false", "-o", shipping, "./shipping"],
    "install Go: https://go.dev/dl",
  );
  return { services, leftOut };
}

/** Why a program failed, in a line, or undefined where it didn't. */
async function failure(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    await promisify(execFile)(program, args, { cwd: folder });
    return undefined;
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    return code === "ENOENT" ? `there is no ${program} here` : stderr?.trim().split("\n").at(-1);
  }
}
