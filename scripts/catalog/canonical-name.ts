/** Names that no rule leads to one another. */
const SAME: Readonly<Record<string, string>> = {
  "llama-3.3-70b": "llama-3.3-70b-instruct",
  "llama-3.3-70b-versatile": "llama-3.3-70b-instruct",
  "llama-3.1-8b": "llama-3.1-8b-instruct",
  "llama-3.1-8b-instant": "llama-3.1-8b-instruct",
  "llama-4-maverick": "llama-4-maverick-17b-128e-instruct",
  "llama-4-scout": "llama-4-scout-17b-16e-instruct",
  "llama-4-scout-instruct": "llama-4-scout-17b-16e-instruct",
  "llama-4-maverick-instruct": "llama-4-maverick-17b-128e-instruct",
  "gemma-3-27b": "gemma-3-27b-it",
  "gemma-4-31b": "gemma-4-31b-it",
  "gemma-4-26b-a4b": "gemma-4-26b-a4b-it",
  "mistral-7b-instruct": "mistral-7b-instruct-v0.3",
  "nemotron-3-ultra": "nemotron-3-ultra-550b-a55b",
  "nemotron-120b-a12b": "nemotron-3-super-120b-a12b",
  "claude-opus-4-0": "claude-opus-4",
  "claude-sonnet-4-0": "claude-sonnet-4",
  "kimi-k2-0905": "kimi-k2-instruct-0905",
  "kimi-k2-0905-preview": "kimi-k2-instruct-0905",
  "nemotron-3-120b-a12b": "nemotron-3-super-120b-a12b",
  "qwen3-coder": "qwen3-coder-480b-a35b-instruct",
  "qwen3-coder-480b": "qwen3-coder-480b-a35b-instruct",
};

/**
 * The name under which every provider's entry of one model is found, from a provider's own id:
 * without the maker's name, the way in which the weights are stored, and the provider's spelling.
 */
export function canonicalName(model: string): string {
  const id = model
    .replace(/:[^:]*$/, "")
    .replace(/^.*\//, "")
    .toLowerCase();
  const name = id
    .replaceAll("_", ".")
    .replace(/^(meta-)?llama-?v?(?=\d)/, "llama-")
    .replace(/^(zai|nvidia|deepseek-ai|openai|minimaxai)-(?=[a-z])/, "")
    .replace(/^qwen-(?=\d)/, "qwen")
    // Fireworks and Alibaba write versions without a dot.
    .replace(/(?<=\d)p(?=\d)/g, ".")
    .replace(/^qwen2-5/, "qwen2.5")
    // Claude's versions have a dot on some gateways only.
    .replace(/^(claude-[a-z-]+)(\d)\.(\d)/, "$1$2-$3")
    .replace(/^claude-(\d)[.-](\d)-([a-z]+)/, "claude-$3-$1-$2")
    .replace(/-(fp8-fast|fp8|fp4|nvfp4|bf16|awq|int8|tput|basic|latest)$/, "")
    .replace(/-instruct-turbo$/, "-instruct")
    .replace(/-(20\d{6}|20\d\d-\d\d-\d\d)$/, "")
    .replace(/^deepseek-(v\d)-(\d)$/, "deepseek-$1.$2")
    .replace(/^deepseek\.v/, "deepseek-v");
  return SAME[name] ?? name;
}
