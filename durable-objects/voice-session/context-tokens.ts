import { LIMITS } from "../../shared/protocol/limits.ts";
import { find } from "../../worker/gateway/catalog/catalog.ts";
import { LOCAL } from "../../worker/gateway/providers/registry.ts";

/** The embedded model's window: `contextTokens` of local/language/language-limits.ts. */
const EMBEDDED_TOKENS = 2_048;

/** The window of a language model, in tokens: the catalog's, or a careful guess. */
export function contextTokensOf(model: string): number {
  const [entry] = find(model);
  if (entry?.context !== undefined) return entry.context;
  return model.startsWith(`${LOCAL}/`) ? EMBEDDED_TOKENS : LIMITS.contextTokens;
}
