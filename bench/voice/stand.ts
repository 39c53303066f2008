import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildModels } from "../../scripts/build/build.ts";
import { freePort } from "../../scripts/processes/port.ts";
import { ROOT } from "../../scripts/processes/root.ts";
import { ServiceGroup } from "../../scripts/processes/service-group.ts";
import { voiceWorker } from "./voice-worker.ts";
import type { Contender } from "./voice-worker.ts";
import { listens } from "../listens.ts";

const CONTENDERS = ["parley", "agents", "bare"] as const;

/** Where a contender listens, and its process. */
export interface Running {
  readonly contender: Contender;
  readonly port: number;
  readonly pid: number;
}

/** Everything that is measured, running: one workerd for each. */
export interface VoiceStand {
  readonly running: Readonly<Record<Contender, Running>>;
  /** What is put together of whose packages, for the report. */
  readonly versions: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Bundles and starts everybody on workerd, as `npm start` does it, on free ports of this machine.
 * @throws Failure when something does not start.
 */
export async function startVoiceStand(): Promise<VoiceStand> {
  await buildModels();
  const folder = await mkdtemp(join(tmpdir(), "parley-bench-voice-"));
  const group = new ServiceGroup();
  const stop = async (): Promise<void> => {
    await group.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const started: [Contender, Running][] = [];
    for (const contender of CONTENDERS) {
      const port = await freePort(0);
      const data = join(folder, contender);
      await mkdir(data);
      const spec = await voiceWorker(contender, port, data);
      group.start(spec);
      await listens(port, group.crashed);
      const pid = group.processes.find(({ name }) => name === spec.name)?.pid ?? Number.NaN;
      started.push([contender, { contender, port, pid }]);
    }
    const running = Object.fromEntries(started) as VoiceStand["running"];
    return { running, versions: versions(), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  return Object.fromEntries(
    ["workerd", "agents"].map((name) => {
      const manifest = require(join(ROOT, "node_modules", name, "package.json")) as {
        version: string;
      };
      return [name, manifest.version];
    }),
  );
}
