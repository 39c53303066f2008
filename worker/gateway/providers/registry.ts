import type { Environment } from "../environment.ts";
import { anthropicProvider } from "./anthropic/anthropic-provider.ts";
import { googleProvider } from "./google/google-provider.ts";
import { compatibleProvider } from "./openai-compatible/compatible-provider.ts";
import { baseUrlOf } from "./openai-compatible/endpoint.ts";
import { HOSTED_ROWS } from "./openai-compatible/hosted-rows.ts";
import { OWN_ROWS } from "./openai-compatible/own-rows.ts";
import type { Provider } from "./provider.ts";
import { REST } from "./workers-ai/rest-binding.ts";
import { workersAiProvider } from "./workers-ai/workers-ai-provider.ts";

/** Name of the embedded server's provider, which serves what nothing else was chosen for. */
export const LOCAL = "local";

/**
 * Every provider, in the order in which they are asked to serve a stage that nobody chose a model
 * for: those with a key, then Workers AI, then servers on one's own machine.
 */
export const PROVIDERS: readonly Provider[] = [
  ...HOSTED_ROWS.slice(0, 1).map(compatibleProvider),
  anthropicProvider,
  googleProvider,
  ...HOSTED_ROWS.slice(1).map(compatibleProvider),
  workersAiProvider,
  ...OWN_ROWS.map(compatibleProvider),
];

/** The provider of this name, if there is one. */
export function providerByName(name: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.name === name);
}

/** Where the embedded server tells about its models. Throws AppError `bad_input` for a wrong address. */
export function localHealthUrl(env: Environment): string {
  const row = OWN_ROWS.find(({ name }) => name === LOCAL);
  const base = row === undefined ? undefined : baseUrlOf(row, env);
  return new URL("/health", base).href;
}

/** Every variable that this table reads: addresses and keys, for whoever passes them on. */
export const PROVIDER_VARIABLES: readonly string[] = [
  ...PROVIDERS.flatMap((provider) =>
    [provider.urlVariable, provider.keyVariable].filter((name) => name !== undefined),
  ),
  REST.accountVariable,
];
