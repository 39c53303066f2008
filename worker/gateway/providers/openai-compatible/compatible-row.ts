import type { Task } from "../../run-types.ts";

/** A server that speaks OpenAI's formats: where it answers, and in what it differs. */
export interface CompatibleRow {
  readonly name: string;
  /** Where it answers unless `urlVariable` is set; absent: the variable must be set. */
  readonly baseUrl?: string;
  readonly urlVariable: string;
  readonly keyVariable: string;
  /** `required`: it can't be called without a key. `optional`: a server on one's own machine. */
  readonly key: "required" | "optional";
  /** What it can do, with its default model; null: the model must be named. */
  readonly tasks: { readonly [T in Task]?: string | null };
  /** Models that stand in where the default is not there. */
  readonly standIns?: { readonly [T in Task]?: readonly string[] };
  /** Models that take images where the catalog doesn't say; absent: none does. */
  readonly sees?: RegExp;
  /** Name of the field that limits the answer; OpenAI's newer models refuse the older name. */
  readonly maxTokens?: "max_tokens" | "max_completion_tokens";
  /** Name of the field that seeds the sampling. */
  readonly seed?: "seed" | "random_seed";
  /** It refuses `stream_options` and reports usage without being asked. */
  readonly usageUnasked?: boolean;
  /** Voice where the server requires one and none was chosen. */
  readonly voice?: string;
  /** Name of the field that shortens embeddings. */
  readonly dimensions?: "dimensions" | "output_dimension";
  /** What asks for pictures as base64; null: they come so unasked, and the field is refused. */
  readonly imageFormat?: "b64_json" | "base64" | null;
  /** Models that answer by `POST /responses` alone. */
  readonly responsesOnly?: RegExp;
}

/** Families of models that take images, by the names they go by on any server. */
export const SEEING =
  /gpt-4o|gpt-4\.1|gpt-[5-9]|claude|gemini|gemma-?[34]|pixtral|mistral-(small|medium|large)|llama-?4|vision|llava|moondream|minicpm-?v|[-_.]?vl\b|grok-4|kimi-k2\.[5-9]|parley-sight/i;
