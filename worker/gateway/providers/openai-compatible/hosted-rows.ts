import type { CompatibleRow } from "./compatible-row.ts";
import { SEEING } from "./compatible-row.ts";

/** A row for a hosted provider whose variables begin with `prefix`. */
function hosted(
  name: string,
  baseUrl: string,
  prefix: string,
  rest: Pick<CompatibleRow, "tasks"> & Partial<CompatibleRow>,
): CompatibleRow {
  return {
    name,
    baseUrl,
    urlVariable: `${prefix}_BASE_URL`,
    keyVariable: `${prefix}_API_KEY`,
    key: "required",
    sees: SEEING,
    ...rest,
  };
}

/**
 * Hosted providers, in the order in which keys are looked for. Addresses and model ids are from the
 * providers' public documentation; a default model is a quick one, because somebody waits for its
 * first word.
 */
export const HOSTED_ROWS: readonly CompatibleRow[] = [
  hosted("openai", "https://api.openai.com/v1", "OPENAI", {
    tasks: {
      text: "gpt-4.1-mini",
      embedding: "text-embedding-3-small",
      "text-to-image": "gpt-image-1-mini",
      "speech-to-text": "gpt-4o-mini-transcribe",
      "text-to-speech": "gpt-4o-mini-tts",
      "image-to-text": "gpt-4.1-mini",
    },
    maxTokens: "max_completion_tokens",
    voice: "alloy",
    imageFormat: null,
    responsesOnly: /^(o1-pro|o3-pro|o[34](-mini)?-deep-research|codex|gpt-5[.\d]*-(pro|codex))/,
  }),
  hosted("groq", "https://api.groq.com/openai/v1", "GROQ", {
    tasks: { text: "openai/gpt-oss-20b", "speech-to-text": "whisper-large-v3-turbo" },
  }),
  hosted("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS", {
    tasks: { text: "gpt-oss-120b" },
  }),
  hosted("mistral", "https://api.mistral.ai/v1", "MISTRAL", {
    tasks: {
      text: "mistral-small-latest",
      embedding: "mistral-embed",
      "speech-to-text": "voxtral-mini-latest",
      "image-to-text": "mistral-small-latest",
    },
    usageUnasked: true,
    seed: "random_seed",
    dimensions: "output_dimension",
  }),
  hosted("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK", {
    tasks: { text: "deepseek-v4-flash" },
  }),
  hosted("xai", "https://api.x.ai/v1", "XAI", {
    tasks: {
      text: "grok-4-1-fast-non-reasoning",
      "text-to-image": "grok-imagine-image",
      "image-to-text": "grok-4-1-fast-non-reasoning",
    },
  }),
  hosted("moonshot", "https://api.moonshot.ai/v1", "MOONSHOT", {
    tasks: { text: "kimi-k2-turbo-preview", "image-to-text": "kimi-k2.5" },
  }),
  hosted("alibaba", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE", {
    tasks: {
      text: "qwen-flash",
      embedding: "text-embedding-v4",
      "image-to-text": "qwen3-vl-plus",
    },
  }),
  hosted("minimax", "https://api.minimax.io/v1", "MINIMAX", {
    tasks: { text: "MiniMax-M2.7-highspeed" },
  }),
  hosted("zai", "https://api.z.ai/api/paas/v4", "ZAI", {
    tasks: { text: "glm-4.7-flashx", "image-to-text": "glm-4.6v" },
    sees: /glm-[\d.]+v/,
  }),
  hosted("cohere", "https://api.cohere.ai/compatibility/v1", "COHERE", {
    tasks: { text: "command-a-03-2025", embedding: "embed-v4.0" },
  }),
  hosted("perplexity", "https://api.perplexity.ai", "PERPLEXITY", { tasks: { text: "sonar" } }),
  hosted("together", "https://api.together.xyz/v1", "TOGETHER", {
    tasks: {
      text: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
      embedding: "intfloat/multilingual-e5-large-instruct",
      "text-to-image": "black-forest-labs/FLUX.1-schnell",
      "speech-to-text": "openai/whisper-large-v3",
    },
    imageFormat: "base64",
  }),
  hosted("fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS", {
    tasks: {
      text: "accounts/fireworks/models/gpt-oss-20b",
      embedding: "accounts/fireworks/models/qwen3-embedding-8b",
    },
  }),
  hosted("baseten", "https://inference.baseten.co/v1", "BASETEN", {
    tasks: { text: "openai/gpt-oss-120b" },
  }),
  hosted("nebius", "https://api.tokenfactory.nebius.com/v1", "NEBIUS", {
    tasks: {
      text: "openai/gpt-oss-120b",
      embedding: "Qwen/Qwen3-Embedding-8B",
      "text-to-image": "black-forest-labs/flux-schnell",
    },
  }),
  hosted("novita", "https://api.novita.ai/openai", "NOVITA", {
    tasks: { text: "openai/gpt-oss-20b", embedding: "baai/bge-m3" },
  }),
  hosted("deepinfra", "https://api.deepinfra.com/v1/openai", "DEEPINFRA", {
    tasks: {
      text: "openai/gpt-oss-20b",
      embedding: "BAAI/bge-m3",
      "text-to-image": "black-forest-labs/FLUX-1-schnell",
      "speech-to-text": "openai/whisper-large-v3-turbo",
    },
  }),
  hosted("nvidia", "https://integrate.api.nvidia.com/v1", "NVIDIA", {
    tasks: { text: "openai/gpt-oss-20b", embedding: "baai/bge-m3" },
  }),
  hosted("huggingface", "https://router.huggingface.co/v1", "HF", {
    keyVariable: "HF_TOKEN",
    tasks: { text: "openai/gpt-oss-120b" },
  }),
  hosted("ovhcloud", "https://oai.endpoints.kepler.ai.cloud.ovh.net/v1", "OVHCLOUD", {
    tasks: { text: "gpt-oss-20b", embedding: "bge-m3" },
  }),
  hosted("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER", {
    tasks: {
      text: "openai/gpt-4.1-mini",
      embedding: "openai/text-embedding-3-small",
      "image-to-text": "openai/gpt-4.1-mini",
    },
  }),
  hosted("voyage", "https://api.voyageai.com/v1", "VOYAGE", {
    tasks: { embedding: "voyage-4-lite" },
    dimensions: "output_dimension",
  }),
];
