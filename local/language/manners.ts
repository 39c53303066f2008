import type { Turn } from "./fold-tools.ts";

/**
 * What this model needs to be told besides the agent's own instructions so that its answers can be
 * spoken. Found by trying: longer rules, or a rule to admit ignorance, make a model of this size
 * refuse everyday questions too (docs/decisions/0001-embedded-language-model.md).
 */
const MANNERS = "Speak plainly and kindly, without lists, code or markdown.";

/**
 * The conversation with the manners at the end of its first system message, or as a system message
 * of their own (rule L3).
 */
export function withManners(turns: readonly Turn[]): readonly Turn[] {
  const [first, ...rest] = turns;
  if (first?.role !== "system") return [{ role: "system", content: MANNERS }, ...turns];
  return [{ role: "system", content: `${first.content.trim()} ${MANNERS}` }, ...rest];
}
