import { LIMITS } from "../../shared/protocol/limits.ts";
import { EMPTY_CHUNKER, flushText, pushText } from "../../shared/speech/sentence-chunker.ts";
import { spokenText } from "../../shared/speech/spoken-text.ts";
import type { PromptMessage, ToolCall, ToolSpec } from "../../worker/gateway/run-types.ts";
import { modelsAsked } from "../../worker/gateway/stages.ts";
import { toolText } from "./prompt.ts";
import type { Reply } from "./reply.ts";
import type { SessionPorts } from "./session-ports.ts";
import { runTool, toolOf } from "./tool-run.ts";

/** What the think stage tells of itself. */
export interface ThinkEvents {
  mark(moment: "asked" | "firstToken" | "firstClause"): void;
}

/**
 * The think stage: asks the model, runs the tools it calls, asks again, and gives out clauses that
 * can be spoken. Tools that are not read-only wait until the user's turn is surely over.
 * @throws AppError from the gateway; `aborted` when the reply was stopped.
 */
export async function* think(
  reply: Reply,
  prompt: Promise<readonly PromptMessage[]>,
  tools: readonly ToolSpec[],
  ports: SessionPorts,
  events: ThinkEvents,
): AsyncGenerator<string> {
  const messages = [...(await prompt)];
  let length = 0;
  for (let round = 0; round <= LIMITS.toolRounds; round++) {
    reply.signal.throwIfAborted();
    const calls: ToolCall[] = [];
    const offered = round < LIMITS.toolRounds ? tools : [];
    let chunker = EMPTY_CHUNKER;
    for await (const event of ask(messages, offered, reply, ports, events)) {
      if (event.type === "tool-call") calls.push(event.call);
      if (event.type !== "text") continue;
      events.mark("firstToken");
      length += event.text.length;
      const [next, chunks] = pushText(chunker, event.text);
      chunker = next;
      yield* spoken(chunks, events);
      if (length > LIMITS.replyLength) break;
    }
    yield* spoken(flushText(chunker), events);
    if (calls.length === 0 || length > LIMITS.replyLength) return;
    messages.push({ role: "assistant", text: "", toolCalls: calls });
    for (const call of calls) messages.push(await useTool(call, reply, ports));
  }
}

function* spoken(chunks: readonly string[], events: ThinkEvents): Generator<string> {
  for (const chunk of chunks) {
    const text = spokenText(chunk);
    if (text === "") continue;
    events.mark("firstClause");
    yield text;
  }
}

function ask(
  messages: readonly PromptMessage[],
  tools: readonly ToolSpec[],
  reply: Reply,
  ports: SessionPorts,
  events: ThinkEvents,
) {
  const { gateway, agent, session } = ports;
  events.mark("asked");
  const run = gateway.run({
    task: "text",
    ...modelsAsked(agent.models?.think),
    input: {
      messages,
      ...(tools.length > 0 ? { tools } : {}),
      ...(agent.maxTokens === undefined ? {} : { maxTokens: agent.maxTokens }),
    },
    ...(agent.guards === undefined ? {} : { options: { guards: agent.guards } }),
    signal: reply.signal,
    metadata: { session, agent: agent.name, stage: "think" },
  });
  return reply.track(run);
}

/** Runs one call, and shows it to the client once the reply may be heard. */
async function useTool(call: ToolCall, reply: Reply, ports: SessionPorts): Promise<PromptMessage> {
  if (toolOf(ports.agent, call.name)?.readOnly !== true) await reply.committed;
  const outcome = await runTool(ports.agent, call, {
    session: ports.session,
    signal: reply.signal,
    now: ports.now(),
  });
  reply.signal.throwIfAborted();
  const part = { toolCallId: call.id, name: call.name, ...outcome };
  reply.tools.push({ type: "tool", ...part });
  const show = (): void => ports.send({ type: "tool", turn: reply.turn, ...part });
  reply.committed.then(show, () => undefined);
  return {
    role: "tool",
    toolCallId: call.id,
    name: call.name,
    text: toolText(outcome.output),
  };
}
