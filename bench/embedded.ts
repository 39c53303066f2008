import { cpus } from "node:os";
import * as z from "zod/mini";
import { startProduct } from "../tests/product/started-product.ts";
import { callClip } from "./call-clip.ts";
import type { ClipResult } from "./call-clip.ts";
import { readClips } from "./clips.ts";
import { embeddedReport } from "./embedded-report.ts";
import type { EmbeddedReport } from "./embedded-report.ts";
import { treeMemory } from "./memory.ts";

/** The part of GET /health that names the models. */
const Health = z.object({ stages: z.record(z.string(), z.object({ model: z.string() })) });

/**
 * Measures the product with its embedded models: plays every clip `rounds` times, each in a
 * conversation of its own. `progress` gets a line per clip.
 * @throws Error when the product does not start.
 */
export async function measureEmbedded(
  rounds: number,
  progress: (line: string) => void,
): Promise<EmbeddedReport> {
  const clips = readClips();
  const product = await startProduct();
  try {
    const stages = await stageModels(product.url);
    const results: ClipResult[] = [];
    let peak = treeMemory(product.pid);
    for (let round = 0; round < rounds; round++)
      for (const clip of clips) {
        const result = await callClip(product, clip);
        results.push(result);
        const memory = treeMemory(product.pid);
        if ((memory.megabytes ?? 0) > (peak.megabytes ?? 0)) peak = memory;
        progress(
          `${clip.name}: ${Math.round(result.firstAudioMs ?? Number.NaN)} ms, "${result.heard}"`,
        );
      }
    const { megabytes: rssMb, method: memory } = peak;
    return embeddedReport(clips, results, { stages, rssMb, memory, machine: machine() });
  } finally {
    await product.stop();
  }
}

async function stageModels(url: string): Promise<Record<string, string>> {
  const response = await fetch(`${url}/health`);
  const { stages } = z.parse(Health, await response.json());
  return Object.fromEntries(Object.entries(stages).map(([stage, { model }]) => [stage, model]));
}

function machine(): string {
  const cores = cpus();
  return `${cores.length} × ${cores[0]?.model.trim() ?? "unknown"}, Node ${process.versions.node}`;
}
