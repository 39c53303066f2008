import { existsSync, readFileSync } from "node:fs";
import type { TestProject } from "vitest/node";

/** "go forward ten meters", spoken by a person: PCM16LE, 16 kHz, mono; of Debian's pocketsphinx-testdata. */
const RECORDING = "/usr/share/pocketsphinx/test/data/goforward.raw";

declare module "vitest" {
  interface ProvidedContext {
    /** The recording's bytes in base64: tests inside the Workers runtime read no files. */
    speech: string;
  }
}

/** Hands a human recording to the tests that run inside the Workers runtime. */
export function setup(project: TestProject): void {
  if (!existsSync(RECORDING))
    throw new Error(`${RECORDING} is missing; npm test installs it (pocketsphinx-testdata).`);
  project.provide("speech", readFileSync(RECORDING).toString("base64"));
}
