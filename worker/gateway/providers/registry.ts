import { compatibleProvider } from "./openai-compatible/compatible-provider.ts";
import { COMPATIBLE_ROWS } from "./openai-compatible/rows.ts";
import type { Provider } from "./provider.ts";
import { workersAiProvider } from "./workers-ai/workers-ai-provider.ts";

/** Name of the embedded server's provider, which serves what nothing else was chosen for. */
export const LOCAL = "local";

/**
 * Every provider, in the order in which they are asked to serve a stage that nobody chose a model
 * for: those with a key, then Workers AI, then servers on one's own machine.
 */
export const PROVIDERS: readonly Provider[] = [
  ...COMPATIBLE_ROWS.filter((row) => row.key === "required").map(compatibleProvider),
  workersAiProvider,
  ...COMPATIBLE_ROWS.filter((row) => row.key === "optional").map(compatibleProvider),
];

/** The provider of this name, if there is one. */
export function providerByName(name: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.name === name);
}
