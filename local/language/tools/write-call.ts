import { randomUUID } from "node:crypto";
import type { ToolCall } from "../chat-types.ts";
import { generate } from "../generate.ts";
import { LANGUAGE_LIMITS } from "../language-limits.ts";
import type { LoadedModel } from "../loaded-model.ts";
import { evaluatePrompt, promptTokens } from "../llama-sequences.ts";
import type { ToolDecision } from "./choose-tool.ts";
import { pickOption } from "./pick-option.ts";
import { toolPrompt } from "./tool-prompt.ts";

/** A call, written, and what it took. */
export interface WrittenCall {
  readonly call: ToolCall;
  readonly usage: { readonly prompt: number; readonly cached: number; readonly completion: number };
}

/**
 * Has the model write a decided call's arguments.
 * @throws the signal's reason
 */
export async function writeCall(
  loaded: LoadedModel,
  decision: Exclude<ToolDecision, { type: "none" }>,
  signal: AbortSignal,
): Promise<WrittenCall> {
  const { model, sequences, threads } = loaded;
  const prompt = promptTokens(model, toolPrompt(decision.tool, decision.said));
  const taken = await sequences.take(prompt);
  // Arguments are picked by reading their options, so all of it is reading.
  const hasRead = threads.read();
  try {
    const rest = await evaluatePrompt(taken.sequence, prompt, signal);
    const json =
      decision.type === "call"
        ? await pickArguments(loaded, { decision, sequence: taken.sequence, rest, signal })
        : await writeFreely(loaded, { decision, sequence: taken.sequence, rest, signal });
    return {
      call: { id: `call_${randomUUID()}`, name: decision.tool.name, arguments: json },
      usage: {
        prompt: prompt.length,
        cached: taken.cached,
        completion: model.tokenize(json).length,
      },
    };
  } finally {
    hasRead();
    taken.release();
  }
}

interface Job<Decision extends ToolDecision> {
  readonly decision: Decision;
  readonly sequence: Awaited<ReturnType<LoadedModel["sequences"]["take"]>>["sequence"];
  readonly rest: Awaited<ReturnType<typeof evaluatePrompt>>;
  readonly signal: AbortSignal;
}

/** Each argument in turn, out of its options; what is certain is not even computed. */
async function pickArguments(
  { model }: LoadedModel,
  { decision, sequence, rest, signal }: Job<Extract<ToolDecision, { type: "call" }>>,
): Promise<string> {
  let pending = rest;
  const written: string[] = [];
  const copied: string[] = [];
  for (const [index, { name, options, copies }] of decision.arguments.entries()) {
    signal.throwIfAborted();
    const free = options.filter(
      (option) => !copies || !copied.some((text) => overlaps(text, option)),
    );
    const open = free.length > 0 ? free : options;
    const opening = `${index === 0 ? "{" : ", "}${JSON.stringify(name)}: `;
    const inText = open.every((option) => option.startsWith('"'));
    pending.push(...model.tokenize(inText ? `${opening}"` : opening));
    const closing = index === decision.arguments.length - 1 ? "}" : ",";
    const continuations = open.map((option) =>
      model.tokenize((inText ? option.slice(1) : option) + closing),
    );
    const picked = await pickOption(sequence, pending, continuations);
    // The comma is the next opening's; what is decided is written again in the model's own tokens.
    pending = picked.pending;
    if (closing === ",") pending.pop();
    const value = open[picked.index] ?? "null";
    written.push(`${JSON.stringify(name)}: ${value}`);
    if (copies) copied.push(value);
  }
  return `{${written.join(", ")}}`;
}

/** Two quoted texts of which one holds the other. */
function overlaps(a: string, b: string): boolean {
  const [x, y] = [a.slice(1, -1), b.slice(1, -1)];
  return x.includes(y) || y.includes(x);
}

/** JSON in the shape of the tool's schema, by grammar; its contents are the model's own. */
async function writeFreely(
  { llama, model }: LoadedModel,
  { decision, sequence, rest, signal }: Job<Extract<ToolDecision, { type: "write" }>>,
): Promise<string> {
  const { LlamaGrammarEvaluationState } = await import("node-llama-cpp");
  const schema = decision.tool.parameters as Parameters<typeof llama.createGrammarForJsonSchema>[0];
  const grammar = await llama.createGrammarForJsonSchema(schema);
  let json = "";
  for await (const { text } of generate({
    model,
    sequence,
    rest,
    sampling: { temperature: 0 },
    maxTokens: LANGUAGE_LIMITS.toolArgumentTokens,
    form: { type: "grammar", state: new LlamaGrammarEvaluationState({ model, grammar }) },
    signal,
    hasRead: () => undefined,
  }))
    json += text;
  return json.trim();
}
