import { readFile } from "node:fs/promises";
import { latencies } from "../shared/timeline/latency-of.ts";
import type { TurnLatency } from "../shared/timeline/latency-of.ts";
import { replay } from "../shared/timeline/replay.ts";
import { TIMELINE_VERSION } from "../shared/timeline/timeline.ts";
import type { Timeline } from "../shared/timeline/timeline.ts";
import { Failure } from "./report/failure.ts";
import { runCommand } from "./report/run-command.ts";

const USAGE = `npm run replay -- timeline.json

Runs what happened in a session through today's turn machine, and prints the first decision that
differs; then where the time of each turn went. The file is what GET /v1/sessions/:id/timeline gives.`;

/** `npm run replay`. */
await runCommand(async () => {
  const [path] = process.argv.slice(2);
  if (path === undefined || path.startsWith("-")) throw new Failure(USAGE);
  const timeline = await timelineIn(path);
  const result = replay(timeline);
  for (const line of latencies(timeline.entries).map(latencyLine)) console.log(line);
  if (result.type === "same") {
    console.log(`${result.events} events: today's machine decides the same.`);
    return 0;
  }
  const { index, entry, decided } = result;
  const show = (what: unknown): string => JSON.stringify(what);
  console.log(`\nEntry ${index}, at ${new Date(entry.at).toISOString()}: ${show(entry.event)}`);
  console.log(`  it was decided  ${show(entry.effects)}`);
  console.log(`  today it is     ${show(decided)}`);
  return 1;
});

async function timelineIn(path: string): Promise<Timeline> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new Failure(`${path} can't be read.\n\n${USAGE}`, { cause });
  }
  let timeline: Partial<Timeline>;
  try {
    timeline = JSON.parse(text) as Partial<Timeline>;
  } catch (cause) {
    throw new Failure(`${path} is no JSON.`, { cause });
  }
  if (timeline.version !== TIMELINE_VERSION || !Array.isArray(timeline.entries))
    throw new Failure(`${path} is no timeline of version ${TIMELINE_VERSION}.`);
  return timeline as Timeline;
}

function latencyLine({ turn, total, isHeard, stages, unaccounted }: TurnLatency): string {
  const parts = Object.entries(stages).map(([stage, ms]) => `${stage} ${Math.round(ms)}`);
  const sum = `turn ${turn}: ${Math.round(total)} ms to the first sound ${isHeard ? "heard" : "sent"}`;
  return `${sum} = ${[...parts, `unaccounted ${Math.round(unaccounted)}`].join(" + ")}`;
}
