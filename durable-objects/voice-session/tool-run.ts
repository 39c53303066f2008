import type { AgentDefinition, ServerTool } from "../../worker/agents/agent-definition.ts";
import type { ToolCall } from "../../worker/gateway/run-types.ts";
import { AppError } from "../../shared/errors/app-error.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";

/** What became of a tool call: its validated input and result, or a sentence that the model reads. */
export type ToolOutcome =
  | { readonly state: "output-available"; readonly input: unknown; readonly output: unknown }
  | { readonly state: "output-error"; readonly input: unknown; readonly output: string };

/** The tool of an agent by the name that the model used. */
export function toolOf(agent: AgentDefinition, name: string): ServerTool<unknown> | undefined {
  const tools = agent.tools ?? {};
  return Object.hasOwn(tools, name) ? tools[name] : undefined;
}

/**
 * Runs one tool call. The model's input is hostile until the tool's schema has taken it. Never
 * throws, except for the abort of `signal`: a failure is an outcome that the model can talk about.
 */
export async function runTool(
  agent: AgentDefinition,
  call: ToolCall,
  context: { readonly session: string; readonly signal: AbortSignal; readonly now: number },
): Promise<ToolOutcome> {
  const tool = toolOf(agent, call.name);
  if (tool === undefined)
    return { state: "output-error", input: {}, output: `There is no tool named ${call.name}.` };
  const input = parseInput(call.input);
  const parsed = tool.input.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join(".") ?? "";
    return {
      state: "output-error",
      input,
      output: `The input is wrong${field === "" ? "" : ` at ${field}`}: ${issue?.message ?? "invalid"}`,
    };
  }
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(LIMITS.toolMs)]);
  try {
    const output = await untilAborted(
      Promise.resolve(tool.run(parsed.data, { ...context, signal })),
      signal,
    );
    return { state: "output-available", input: parsed.data, output };
  } catch (thrown) {
    context.signal.throwIfAborted();
    return { state: "output-error", input: parsed.data, output: AppError.from(thrown).message };
  }
}

function parseInput(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
