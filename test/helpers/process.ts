import { createInterface } from "node:readline";
import { LogLines } from "./log-lines.js";
import { type Exit, type RunningProgram, startHeadwater, type Variables } from "./program.js";

/** A broker in a process of its own, killed when the test is over. */
export class BrokerProcess {
  readonly lines = new LogLines();
  readonly #program: RunningProgram;
  address = "";

  private constructor(program: RunningProgram) {
    this.#program = program;
    createInterface({ input: program.child.stdout }).on("line", (line) => this.lines.write(line));
  }

  get child(): RunningProgram["child"] {
    return this.#program.child;
  }

  /**
   * Resolves when the broker serves.
   *
   * @param launcher a command that runs the one behind it
   */
  static async start(
    args: readonly string[] = [],
    variables: Variables = {},
    launcher: readonly string[] = [],
  ): Promise<BrokerProcess> {
    const listen = variables.HEADWATER_GRPC_LISTEN === undefined ? ["--grpc-listen", "127.0.0.1:0"] : [];
    const broker = new BrokerProcess(startHeadwater([...listen, ...args], variables, launcher));
    const serving = broker.lines.next(({ msg }) => msg === "serving");
    const ended = broker.exit().then(({ stderr }) => {
      throw new Error(`the broker ended before it served: ${stderr}`);
    });
    const { address } = await Promise.race([serving, ended]);
    broker.address = address as string;
    return broker;
  }

  /** How it ended, once it has. */
  exit(): Promise<Exit> {
    return this.#program.exit();
  }
}
