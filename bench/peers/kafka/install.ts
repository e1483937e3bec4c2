import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "../../process/children.js";
import { LeftOut } from "../../run/left-out.js";
import { cache, canRun } from "../tools.js";

const OLDEST_JAVA = 17;
const pom = fileURLToPath(new URL("pom.xml", import.meta.url));

export const kafkaVersion = /<kafka\.version>(.*)<\/kafka\.version>/.exec(readFileSync(pom, "utf8"))![1]!;

/** Changes with the pom, so that artifacts of an older pom are not used. */
const jars = join(cache, `kafka-${createHash("sha256").update(readFileSync(pom)).digest("hex").slice(0, 16)}`);

/** A JVM's command line up to the main class, logging warnings and errors only. */
export function java(heap: readonly string[]): string[] {
  return [
    "java",
    ...heap,
    // As in Kafka's start scripts.
    "-server",
    "-XX:+UseG1GC",
    "-XX:MaxGCPauseMillis=20",
    "-XX:InitiatingHeapOccupancyPercent=35",
    "-XX:+ExplicitGCInvokesConcurrent",
    "-XX:MaxInlineLevel=15",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
    "-cp",
    join(jars, "*"),
  ];
}

export function isInstalled(): boolean {
  return existsSync(jars) && javaVersion() !== undefined;
}

export async function installKafka(progress: (line: string) => void): Promise<void> {
  const version = javaVersion();
  if (version === undefined || Number.parseInt(version, 10) < OLDEST_JAVA) {
    throw new LeftOut(`Kafka needs Java ${OLDEST_JAVA} or newer on the PATH, and here is ${version ?? "none"}`);
  }
  if (existsSync(jars)) return;
  if (!canRun("mvn", "--version")) throw new LeftOut("Kafka is fetched by Maven: install it (mvn)");
  progress(`fetching Apache Kafka ${kafkaVersion} with Maven`);
  await mkdir(cache, { recursive: true });
  const incomplete = await mkdtemp(`${jars}-`);
  try {
    const goal = ["dependency:copy-dependencies", `-DoutputDirectory=${incomplete}`];
    await runProgram(["mvn", "--batch-mode", "--quiet", "--file", pom, ...goal]);
    await rename(incomplete, jars);
  } catch (error) {
    throw new LeftOut(`Maven can't fetch Kafka ${kafkaVersion}: ${error instanceof Error ? error.message : error}`);
  } finally {
    await rm(incomplete, { recursive: true, force: true });
  }
}

/** As in `17.0.15`; undefined without Java. */
export function javaVersion(): string | undefined {
  const { stderr } = spawnSync("java", ["-version"], { encoding: "utf8" });
  return /version "([^"]+)"/.exec(stderr ?? "")?.[1];
}

/** Whether this Java can run a program from its source. */
export function hasCompiler(): boolean {
  return spawnSync("java", ["--list-modules"], { encoding: "utf8" }).stdout?.includes("jdk.compiler@") ?? false;
}
