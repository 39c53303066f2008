import type { ChatMessage, ChatRequest, ToolDefinition } from "../chat-types.ts";
import { matchTool } from "./match-tool.ts";
import type { PlannedArgument } from "./plan-arguments.ts";
import { planArguments } from "./plan-arguments.ts";
import { isFollowUp, understand } from "./utterance.ts";

/** What a request's last words ask for. */
export type ToolDecision =
  | { readonly type: "none" }
  | {
      readonly type: "call";
      readonly tool: ToolDefinition;
      /** What the arguments are taken from. */
      readonly said: string;
      readonly arguments: readonly PlannedArgument[];
    }
  | {
      /** The caller insists on a call that cannot be planned: the model writes it freely. */
      readonly type: "write";
      readonly tool: ToolDefinition;
      readonly said: string;
    };

/**
 * Decides whether to call a tool (rules T1–T5), from the last user message alone, or from the two
 * last ones when the last only follows up. After a tool's result the answer is always text.
 */
export function chooseTool(request: ChatRequest): ToolDecision {
  const { messages, tools, toolChoice } = request;
  const last = messages.at(-1);
  if (toolChoice.type === "none" || tools.length === 0 || last?.role !== "user")
    return { type: "none" };
  const asked = decide(tools, last.content) ?? followUp(tools, messages);
  if (toolChoice.type === "auto") return asked ?? { type: "none" };
  if (toolChoice.type === "required") return asked ?? insist(tools, last.content);
  const named = tools.filter((tool) => tool.name === toolChoice.name);
  return asked?.tool.name === toolChoice.name ? asked : insist(named, last.content);
}

type Call = Extract<ToolDecision, { type: "call" }>;

function decide(tools: readonly ToolDefinition[], text: string): Call | undefined {
  for (const said of understand(text)) {
    const tool = matchTool(tools, said);
    const plan = tool && planArguments(tool, said);
    if (tool !== undefined && plan?.type === "plan")
      return { type: "call", tool, said: said.text, arguments: plan.arguments };
  }
  return undefined;
}

/** "And in London?" right after a tool was used means that tool. */
function followUp(
  tools: readonly ToolDefinition[],
  messages: readonly ChatMessage[],
): Call | undefined {
  const text = messages.at(-1)?.content ?? "";
  const before = messages.slice(0, -1).findLastIndex((message) => message.role === "user");
  if (before === -1 || !isFollowUp(text)) return undefined;
  const used = messages
    .slice(before)
    .flatMap((message) => (message.role === "assistant" ? message.toolCalls : []))
    .at(-1);
  const tool = tools.find(({ name }) => name === used?.name);
  if (tool === undefined) return undefined;
  return plain(tool, text) ?? plain(tool, `${messages[before]?.content ?? ""} ${text}`);
}

function insist(tools: readonly ToolDefinition[], text: string): ToolDecision {
  for (const tool of tools) {
    const call = plain(tool, text);
    if (call !== undefined) return call;
  }
  const [tool] = tools;
  return tool === undefined ? { type: "none" } : { type: "write", tool, said: text };
}

/** A call of a tool that is settled, if its arguments can be taken from the text. */
function plain(tool: ToolDefinition, text: string): Call | undefined {
  const said = understand(text).at(-1);
  if (said === undefined) return undefined;
  const plan = planArguments(tool, said);
  return plan.type === "plan"
    ? { type: "call", tool, said: text, arguments: plan.arguments }
    : undefined;
}
