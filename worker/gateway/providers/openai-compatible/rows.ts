import type { Task } from "../../run-types.ts";

/** A server that speaks OpenAI's formats. */
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
  /** Models that take images; absent: none does. */
  readonly sees?: RegExp;
  /** Name of the field that limits the answer; OpenAI's newer models refuse the older name. */
  readonly maxTokens?: "max_tokens" | "max_completion_tokens";
  /** It refuses `stream_options` and reports usage without being asked. */
  readonly usageUnasked?: boolean;
  /** Voice where the server requires one and none was chosen. */
  readonly voice?: string;
}

/** Families of models that take images, by the names they go by on any server. */
const SEEING =
  /gpt-4o|gpt-4\.1|gpt-[5-9]|claude|gemini|gemma-?[34]|pixtral|mistral-(small|medium|large)|llama-?4|vision|llava|moondream|minicpm-?v|[-_.]?vl\b|grok-4|parley-sight/i;

/** What a server on one's own machine may do; which models it holds is its owner's business. */
const OWN: CompatibleRow["tasks"] = { text: null, "image-to-text": null };

/** The model ids of the embedded server (`local/`) that serve when nothing else is chosen. */
const EMBEDDED: CompatibleRow["tasks"] = {
  text: "qwen2.5-coder-0.5b-instruct",
  "speech-to-text": "moonshine-tiny",
  "text-to-speech": "piper-joe",
  "image-to-text": "parley-sight",
};

/**
 * Every provider that is spoken to in OpenAI's formats, in the order in which keys are looked for.
 * Addresses and model ids are from the providers' public documentation; a default model is a quick
 * one, because somebody waits for its first word.
 */
export const COMPATIBLE_ROWS: readonly CompatibleRow[] = [
  {
    name: "openai",
    baseUrl: "https://api.openai.com/v1",
    urlVariable: "OPENAI_BASE_URL",
    keyVariable: "OPENAI_API_KEY",
    key: "required",
    tasks: {
      text: "gpt-4.1-mini",
      "speech-to-text": "gpt-4o-mini-transcribe",
      "text-to-speech": "gpt-4o-mini-tts",
      "image-to-text": "gpt-4.1-mini",
    },
    sees: SEEING,
    maxTokens: "max_completion_tokens",
    voice: "alloy",
  },
  {
    name: "groq",
    baseUrl: "https://api.groq.com/openai/v1",
    urlVariable: "GROQ_BASE_URL",
    keyVariable: "GROQ_API_KEY",
    key: "required",
    tasks: { text: "openai/gpt-oss-20b", "speech-to-text": "whisper-large-v3-turbo" },
    sees: SEEING,
  },
  {
    name: "cerebras",
    baseUrl: "https://api.cerebras.ai/v1",
    urlVariable: "CEREBRAS_BASE_URL",
    keyVariable: "CEREBRAS_API_KEY",
    key: "required",
    tasks: { text: "gpt-oss-120b" },
  },
  {
    name: "mistral",
    baseUrl: "https://api.mistral.ai/v1",
    urlVariable: "MISTRAL_BASE_URL",
    keyVariable: "MISTRAL_API_KEY",
    key: "required",
    tasks: {
      text: "mistral-small-latest",
      "speech-to-text": "voxtral-mini-latest",
      "image-to-text": "mistral-small-latest",
    },
    sees: SEEING,
    usageUnasked: true,
  },
  {
    name: "deepseek",
    baseUrl: "https://api.deepseek.com/v1",
    urlVariable: "DEEPSEEK_BASE_URL",
    keyVariable: "DEEPSEEK_API_KEY",
    key: "required",
    tasks: { text: "deepseek-v4-flash" },
  },
  {
    name: "xai",
    baseUrl: "https://api.x.ai/v1",
    urlVariable: "XAI_BASE_URL",
    keyVariable: "XAI_API_KEY",
    key: "required",
    tasks: {
      text: "grok-4-1-fast-non-reasoning",
      "image-to-text": "grok-4-1-fast-non-reasoning",
    },
    sees: SEEING,
  },
  {
    name: "together",
    baseUrl: "https://api.together.xyz/v1",
    urlVariable: "TOGETHER_BASE_URL",
    keyVariable: "TOGETHER_API_KEY",
    key: "required",
    tasks: {
      text: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
      "speech-to-text": "openai/whisper-large-v3",
    },
    sees: SEEING,
  },
  {
    name: "fireworks",
    baseUrl: "https://api.fireworks.ai/inference/v1",
    urlVariable: "FIREWORKS_BASE_URL",
    keyVariable: "FIREWORKS_API_KEY",
    key: "required",
    tasks: { text: "accounts/fireworks/models/gpt-oss-20b" },
    sees: SEEING,
  },
  {
    name: "openrouter",
    baseUrl: "https://openrouter.ai/api/v1",
    urlVariable: "OPENROUTER_BASE_URL",
    keyVariable: "OPENROUTER_API_KEY",
    key: "required",
    tasks: { text: "openai/gpt-4.1-mini", "image-to-text": "openai/gpt-4.1-mini" },
    sees: SEEING,
  },
  {
    name: "ollama",
    baseUrl: "http://127.0.0.1:11434/v1",
    urlVariable: "OLLAMA_URL",
    keyVariable: "OLLAMA_API_KEY",
    key: "optional",
    tasks: OWN,
    sees: SEEING,
  },
  {
    name: "lm-studio",
    baseUrl: "http://127.0.0.1:1234/v1",
    urlVariable: "LM_STUDIO_URL",
    keyVariable: "LM_STUDIO_API_KEY",
    key: "optional",
    tasks: OWN,
    sees: SEEING,
  },
  {
    name: "llama.cpp",
    baseUrl: "http://127.0.0.1:8080/v1",
    urlVariable: "LLAMA_CPP_URL",
    keyVariable: "LLAMA_CPP_API_KEY",
    key: "optional",
    tasks: OWN,
    sees: SEEING,
  },
  {
    name: "vllm",
    baseUrl: "http://127.0.0.1:8000/v1",
    urlVariable: "VLLM_URL",
    keyVariable: "VLLM_API_KEY",
    key: "optional",
    tasks: { ...OWN, "speech-to-text": null },
    sees: SEEING,
  },
  {
    name: "compatible",
    urlVariable: "PARLEY_COMPATIBLE_URL",
    keyVariable: "PARLEY_COMPATIBLE_KEY",
    key: "optional",
    tasks: {
      text: null,
      "speech-to-text": null,
      "text-to-speech": null,
      "image-to-text": null,
    },
    sees: SEEING,
  },
  {
    name: "local",
    baseUrl: "http://127.0.0.1:8788/v1",
    urlVariable: "PARLEY_LOCAL_URL",
    keyVariable: "PARLEY_LOCAL_KEY",
    key: "optional",
    tasks: EMBEDDED,
    // The neural voice's weights are fetched at the first start; flite comes in a package.
    standIns: { "text-to-speech": ["flite"] },
  },
];
