import { buildLoadGenerator } from "../load/build.js";
import { LeftOut } from "../run/left-out.js";
import { runProgram } from "./children.js";
import { pin } from "./cores.js";

/** Flags of the load generator by name, without the dashes. */
export type Flags = Readonly<Record<string, string | number | boolean>>;

/** The load generator of bench/load. */
export class Load {
  readonly #program: string;

  private constructor(program: string) {
    this.#program = program;
  }

  /**
   * Builds it.
   *
   * @throws {LeftOut} where there is no Go
   * @throws {Error} with what the compiler says
   */
  static async build(): Promise<Load> {
    try {
      return new Load(await buildLoadGenerator());
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: unknown } };
      throw cause?.code === "ENOENT" ? new LeftOut(message) : error;
    }
  }

  /**
   * Runs one of its commands on a processor, and returns what it printed.
   *
   * @param rest what follows `--`
   * @throws {Error} with what it complains of
   */
  async run<Output>(
    core: number | undefined,
    command: string,
    flags: Flags,
    rest: readonly string[] = [],
  ): Promise<Output> {
    const given = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
    const behind = rest.length > 0 ? ["--", ...rest] : [];
    const { stdout } = await runProgram(pin([this.#program, command, ...given, ...behind], core));
    return JSON.parse(stdout) as Output;
  }
}
