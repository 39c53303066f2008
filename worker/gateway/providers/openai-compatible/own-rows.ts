import type { CompatibleRow } from "./compatible-row.ts";
import { SEEING } from "./compatible-row.ts";

/** What a server on one's own machine may do; which models it holds is its owner's business. */
const OWN: CompatibleRow["tasks"] = { text: null, embedding: null, "image-to-text": null };

/** The model ids of the embedded server (`local/`) that serve when nothing else is chosen. */
const EMBEDDED: CompatibleRow["tasks"] = {
  text: "qwen2.5-coder-0.5b-instruct",
  "speech-to-text": "moonshine-tiny",
  "text-to-speech": "piper-joe",
  "image-to-text": "parley-sight",
};

/** A row for a server on one's own machine at `baseUrl`, whose variables begin with `prefix`. */
function own(
  name: string,
  baseUrl: string,
  prefix: string,
  rest: Partial<CompatibleRow> = {},
): CompatibleRow {
  return {
    name,
    baseUrl,
    urlVariable: `${prefix}_URL`,
    keyVariable: `${prefix}_API_KEY`,
    key: "optional",
    tasks: OWN,
    sees: SEEING,
    ...rest,
  };
}

/** Servers on one's own machine, each at the address that it has unless it is told another. */
export const OWN_ROWS: readonly CompatibleRow[] = [
  own("ollama", "http://127.0.0.1:11434/v1", "OLLAMA"),
  own("lm-studio", "http://127.0.0.1:1234/v1", "LM_STUDIO"),
  own("llama.cpp", "http://127.0.0.1:8080/v1", "LLAMA_CPP"),
  own("vllm", "http://127.0.0.1:8000/v1", "VLLM", { tasks: { ...OWN, "speech-to-text": null } }),
  {
    name: "compatible",
    urlVariable: "PARLEY_COMPATIBLE_URL",
    keyVariable: "PARLEY_COMPATIBLE_KEY",
    key: "optional",
    tasks: {
      text: null,
      embedding: null,
      "text-to-image": null,
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
