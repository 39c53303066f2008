import type { Environment } from "../environment.ts";
import { compatibleProvider } from "./openai-compatible/compatible-provider.ts";
import { baseUrlOf } from "./openai-compatible/endpoint.ts";
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

/** Where the embedded server tells about its models. Throws AppError `bad_input` for a wrong address. */
export function localHealthUrl(env: Environment): string {
  const row = COMPATIBLE_ROWS.find(({ name }) => name === LOCAL);
  const base = row === undefined ? undefined : baseUrlOf(row, env);
  return new URL("/health", base).href;
}

/** Every variable that this table reads: addresses and keys, for whoever passes them on. */
export const PROVIDER_VARIABLES: readonly string[] = COMPATIBLE_ROWS.flatMap((row) => [
  row.urlVariable,
  row.keyVariable,
]);
