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

/** Reads an answer that is over. Only what speaks of usage is parsed. */
export function readNative(format: NativeFormat, text: string, isStream: boolean): NativeReading {
  const isComplete = !isStream || (ENDS[format]?.test(text) ?? true);
  const usage = (isStream ? usageLines(text) : [text]).reduce<Usage>(
    (so, document) => ({ ...so, ...usageIn(parse(document)) }),
    {},
  );
  const isKnown = usage.inputTokens !== undefined && usage.outputTokens !== undefined;
  return { usage, isComplete, text: isKnown ? "" : spoken(text) };
}

/**
 * The data of events that tell a usage; servers send `"usage":null` with every other. They are
 * looked for by their mark: a pattern that is tried on every line costs more than the lane itself.
 */
function usageLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (const mark of USAGE_MARKS)
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) {
      const start = text.lastIndexOf("\n", at) + 1;
      const end = text.indexOf("\n", at);
      const line = text.slice(start, end < 0 ? text.length : end);
      if (line.startsWith("data:")) lines.push(line.slice("data:".length));
    }
  return lines;
}

const USAGE_MARKS = ['"usage":{', '"usage": {'];

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

/**
 * The words of an answer in any of the formats, its thoughts and tool inputs included, as JSON wrote
 * them: enough for an estimate, and a hundred times cheaper than to parse every event.
 */
function spoken(text: string): string {
  const strings =
    /"(?:content|reasoning_content|text|thinking|partial_json|arguments|delta)": ?"((?:[^"\\]|\\.)*)"/g;
  return [...text.matchAll(strings)].map(([, words = ""]) => words).join("");
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
