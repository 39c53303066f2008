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

/** Which model serves each stage and why, as lines for the terminal. */
export function stagesTable(health: unknown): string {
  const parsed = z.safeParse(Health, health);
  if (!parsed.success) return "  (the Worker does not say which models it uses)";
  const rows = Object.entries(STAGES).flatMap(([stage, title]) => {
    const found = parsed.data.stages[stage];
    if (found === undefined) return [];
    return [[title, found.model, `${found.why}${found.ready ? "" : " (not ready)"}`] as const];
  });
  const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length), 0);
  return rows
    .map(([title, model, why]) => `  ${title.padEnd(width(0))}  ${model.padEnd(width(1))}  ${why}`)
    .join("\n");
}
