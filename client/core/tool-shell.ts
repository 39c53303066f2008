import { LIMITS } from "../../shared/protocol/limits.ts";
import type { ClientEffect } from "./client-effect.ts";
import type { ClientTool } from "./client-tool.ts";
import { platform } from "./platform.ts";

/** The effects that concern the client's own tools. */
export type ToolEffect = Extract<ClientEffect, { type: "run-tool" | "cancel-tool" }>;

/** What became of a call: a result, or a sentence that says why there is none. */
export type ToolAnswer = { readonly output: unknown } | { readonly error: string };

/** The one place that calls handlers. */
export interface ToolShell {
  run(effect: ToolEffect): void;
}

/** Longest sentence about what went wrong. */
const ERROR_LENGTH = 1_000;

/** Makes the shell; `done` is told of each call that was not cancelled. */
export function createToolShell(
  tools: { get(name: string): ClientTool | undefined },
  done: (toolCallId: string, answer: ToolAnswer) => void,
): ToolShell {
  const running = new Map<string, { abort(): void }>();

  async function call({ toolCallId, name, input }: ToolEffect & { type: "run-tool" }) {
    const abort = new platform.AbortController();
    running.set(toolCallId, abort);
    const answer = await answerOf(tools.get(name), name, input, abort.signal);
    if (running.delete(toolCallId)) done(toolCallId, answer);
  }

  return {
    run(effect) {
      if (effect.type === "run-tool") {
        void call(effect);
        return;
      }
      const { toolCallId } = effect;
      const abort = running.get(toolCallId);
      running.delete(toolCallId);
      abort?.abort();
    },
  };
}

async function answerOf(
  tool: ClientTool | undefined,
  name: string,
  input: unknown,
  signal: Parameters<ClientTool["handler"]>[1]["signal"],
): Promise<ToolAnswer> {
  if (tool === undefined) return { error: `There is no tool named ${name} here.` };
  try {
    const output = await tool.handler(input as never, { signal });
    const text = JSON.stringify(output ?? null);
    if (text.length > LIMITS.toolResultLength) return { error: "The result is too long." };
    return { output: JSON.parse(text) as unknown };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { error: message.slice(0, ERROR_LENGTH) };
  }
}
