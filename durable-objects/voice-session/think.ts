import { LIMITS } from "../../shared/protocol/limits.ts";
import { EMPTY_CHUNKER, flushText, pushText } from "../../shared/speech/sentence-chunker.ts";
import { spokenText } from "../../shared/speech/spoken-text.ts";
import type {
  PromptMessage,
  RunRequest,
  ToolCall,
  ToolSpec,
} from "../../worker/gateway/run-types.ts";
import { modelsAsked } from "../../worker/gateway/stages.ts";
import { toolText } from "./prompt.ts";
import type { Reply } from "./reply.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ToolDesk } from "./tool-desk.ts";
import { toolRound } from "./tool-round.ts";

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
  desk: ToolDesk,
  ports: SessionPorts,
  events: ThinkEvents,
): AsyncGenerator<string> {
  const messages = [...(await prompt)];
  const offers = desk.offers(ports.agent);
  let length = 0;
  for (let round = 0; round <= LIMITS.toolRounds; round++) {
    reply.signal.throwIfAborted();
    const calls: ToolCall[] = [];
    const isLast = round === LIMITS.toolRounds;
    const offered = isLast ? [] : offers.map(({ spec }) => spec);
    let chunker = EMPTY_CHUNKER;
    let said = "";
    for await (const event of ask(round, messages, offered, reply, ports, events)) {
      // The model's own ids are unique in its answer at best.
      if (event.type === "tool-call") calls.push({ ...event.call, id: reply.memory.callId() });
      if (event.type !== "text") continue;
      events.mark("firstToken");
      said += event.text;
      const [next, chunks] = pushText(chunker, event.text);
      chunker = next;
      yield* spoken(chunks, events);
      if (length + said.length > LIMITS.replyLength) break;
    }
    yield* spoken(flushText(chunker), events);
    length += said.length;
    if (calls.length === 0 || isLast || length > LIMITS.replyLength) return;
    const hasSpoken = said.trim() !== "";
    const work = toolRound({ calls, hasSpoken, reply, desk, ports, offers });
    let step = await work.next();
    for (; step.done !== true; step = await work.next()) {
      said += step.value;
      reply.memory.aside(spokenText(step.value));
      yield* spoken([step.value], events);
    }
    if (reply.handsOver) return;
    messages.push({ role: "assistant", text: said, toolCalls: calls });
    for (const [index, { output }] of step.value.entries()) {
      const { id, name } = calls[index]!;
      messages.push({ role: "tool", toolCallId: id, name, text: toolText(output) });
    }
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
  round: number,
  messages: readonly PromptMessage[],
  tools: readonly ToolSpec[],
  reply: Reply,
  ports: SessionPorts,
  events: ThinkEvents,
) {
  const { thinking, agent, session } = ports;
  events.mark("asked");
  const request: RunRequest<"text"> = {
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
  };
  return reply.track(thinking.run(request, reply.memory.runId(round, thinking.newId)));
}
