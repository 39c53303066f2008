import { randomUUID } from "node:crypto";
import type { ToolCall } from "../chat-types.ts";
import { generate } from "../generate.ts";
import { LANGUAGE_LIMITS } from "../language-limits.ts";
import type { LoadedModel } from "../loaded-model.ts";
import { evaluatePrompt, promptTokens } from "../llama-sequences.ts";
import type { ToolDecision } from "./choose-tool.ts";
import { pickOption } from "./pick-option.ts";
import { toolPrompt, toolPromptBeginning } from "./tool-prompt.ts";

/** A call, written, and what it took. */
export interface WrittenCall {
  readonly call: ToolCall;
  readonly usage: { readonly prompt: number; readonly cached: number; readonly completion: number };
}

/** Evaluates what all tools' prompts begin with, so that the first call is quick too. */
export async function warmToolPrompt(
  { model, sequences }: LoadedModel,
  signal: AbortSignal,
): Promise<void> {
  const beginning = promptTokens(model, toolPromptBeginning());
  const taken = await sequences.take(beginning);
  try {
    const rest = await evaluatePrompt(taken.sequence, beginning, signal);
    await taken.sequence.evaluateWithoutGeneratingNewTokens(rest);
  } finally {
    taken.release();
  }
}

/**
 * Writes a decided call's arguments, by the model where there is anything to choose.
 * @throws the signal's reason
 */
export async function writeCall(
  loaded: LoadedModel,
  decision: Exclude<ToolDecision, { type: "none" }>,
  signal: AbortSignal,
): Promise<WrittenCall> {
  const settled = settledArguments(decision);
  if (settled !== undefined)
    return {
      call: callOf(decision.tool.name, settled),
      usage: { prompt: 0, cached: 0, completion: 0 },
    };
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
      call: callOf(decision.tool.name, json),
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

function callOf(name: string, json: string): ToolCall {
  return { id: `call_${randomUUID()}`, name, arguments: json };
}

/** The arguments when each has one option only. */
function settledArguments(decision: ToolDecision): string | undefined {
  if (decision.type !== "call" || decision.arguments.some(({ options }) => options.length > 1))
    return undefined;
  const pairs = decision.arguments.map(
    ({ name, options }) => `${JSON.stringify(name)}: ${options[0]}`,
  );
  return `{${pairs.join(", ")}}`;
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
