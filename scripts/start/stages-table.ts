import * as z from "zod/mini";

/** The part of the Worker's GET /health that people are shown. */
const Health = z.object({
  stages: z.record(
    z.string(),
    z.object({ model: z.string(), why: z.string(), ready: z.boolean() }),
  ),
});

/** Stages in the order of a turn, each with what it does, for people. */
const STAGES = {
  listen: "speech to text",
  think: "language model",
  speak: "text to speech",
  see: "images",
} as const;

/**
 * Which model serves each stage and why, as lines for the terminal. A reason that all stages share
 * is said once, below.
 */
export function stagesTable(health: unknown): string {
  const parsed = z.safeParse(Health, health);
  if (!parsed.success) return "  (the Worker does not say which models it uses)";
  const found = Object.entries(STAGES).flatMap(([stage, title]) => {
    const served = parsed.data.stages[stage];
    return served === undefined ? [] : [{ title, ...served }];
  });
  const reasons = new Set(found.map(({ why }) => why));
  const shared = reasons.size === 1;
  const width = (texts: string[]): number => Math.max(...texts.map((text) => text.length), 0);
  const titles = width(found.map(({ title }) => title));
  const models = width(found.map(({ model }) => model));
  const lines = found.map(({ title, model, why, ready }) => {
    const rest = [shared ? "" : why, ready ? "" : "(not ready)"].filter((text) => text !== "");
    return `  ${title.padEnd(titles)}  ${model.padEnd(models)}  ${rest.join(" ")}`.trimEnd();
  });
  return [...lines, ...(shared ? [`  ${[...reasons][0]}`] : [])].join("\n");
}
