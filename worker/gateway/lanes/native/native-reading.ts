import type { Usage } from "../../run-types.ts";
import { isRecord } from "../../providers/is-record.ts";
import type { NativeFormat } from "./native-format.ts";

/** What metering learns from a provider's own bytes. */
export interface NativeReading {
  /** Absent fields were not reported. */
  readonly usage: Usage;
  /** The answer's text, for an estimate where no usage was reported. */
  readonly text: string;
  /** The stream has its end, or the answer is no stream. */
  readonly isComplete: boolean;
}

/** How the streams of each format end; a format without a mark ends with its body. */
const ENDS: { readonly [Format in NativeFormat]?: RegExp } = {
  "openai-chat": /^data: ?\[DONE\]/m,
  "openai-responses": /"type": ?"response\.(completed|incomplete|failed)"/,
  "anthropic-messages": /"type": ?"message_stop"/,
};

/** Reads an answer that is over. Only lines that speak of usage are parsed, if any does. */
export function readNative(format: NativeFormat, text: string, isStream: boolean): NativeReading {
  const isComplete = !isStream || (ENDS[format]?.test(text) ?? true);
  const documents = isStream ? dataLines(text) : [text];
  const usage = documents
    .filter((document) => document.includes('"usage"'))
    .reduce<Usage>((so, document) => ({ ...so, ...usageIn(parse(document)) }), {});
  const isKnown = usage.inputTokens !== undefined && usage.outputTokens !== undefined;
  return { usage, isComplete, text: isKnown ? "" : documents.map(textIn).join("") };
}

function dataLines(text: string): readonly string[] {
  return text
    .split("\n")
    .flatMap((line) => (line.startsWith("data:") ? [line.slice("data:".length)] : []));
}

function parse(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    // Metering takes what it can read: the bytes are the caller's, whatever they are.
    return undefined;
  }
}

/** OpenAI's, Anthropic's and the Responses format's usage, wherever it stands. */
function usageIn(document: unknown): Usage {
  if (!isRecord(document)) return {};
  const inner = [document, document["message"], document["response"]].find(
    (one) => isRecord(one) && isRecord(one["usage"]),
  );
  const usage = isRecord(inner) ? inner["usage"] : undefined;
  if (!isRecord(usage)) return {};
  const input = part(usage, "prompt_tokens_details") ?? part(usage, "input_tokens_details");
  const output = part(usage, "completion_tokens_details") ?? part(usage, "output_tokens_details");
  const cacheRead = usage["cache_read_input_tokens"];
  const cacheWrite = usage["cache_creation_input_tokens"];
  const fresh = usage["prompt_tokens"] ?? usage["input_tokens"];
  return {
    // Anthropic's input tokens are those that no cache had.
    ...count("inputTokens", isCount(fresh) ? fresh + zero(cacheRead) + zero(cacheWrite) : fresh),
    ...count("cachedTokens", input?.["cached_tokens"] ?? cacheRead),
    ...count("cacheWriteTokens", cacheWrite),
    ...count("outputTokens", usage["completion_tokens"] ?? usage["output_tokens"]),
    ...count("reasoningTokens", output?.["reasoning_tokens"]),
    ...count("audioSeconds", usage["seconds"]),
  };
}

/** The words of a document in any of the formats, its thoughts and tool inputs included. */
function textIn(document: string): string {
  const value = parse(document);
  if (!isRecord(value)) return "";
  const { choices, delta, content } = value;
  if (typeof delta === "string") return delta;
  if (isRecord(delta)) return words(delta);
  if (Array.isArray(content))
    return content.map((one) => (isRecord(one) ? words(one) : "")).join("");
  if (!Array.isArray(choices)) return "";
  return choices
    .map((choice: unknown) => {
      const said = isRecord(choice) ? (choice["delta"] ?? choice["message"]) : undefined;
      return isRecord(said) ? words(said) : "";
    })
    .join("");
}

const WORDS = ["content", "reasoning_content", "text", "thinking", "partial_json"];

function words(value: Record<string, unknown>): string {
  return WORDS.flatMap((name) => (typeof value[name] === "string" ? [value[name]] : [])).join("");
}

function part(value: Record<string, unknown>, name: string): Record<string, unknown> | undefined {
  const one = value[name];
  return isRecord(one) ? one : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}

function zero(value: unknown): number {
  return isCount(value) ? value : 0;
}

function count(key: keyof Usage, value: unknown): Usage {
  return isCount(value) ? { [key]: value } : {};
}
