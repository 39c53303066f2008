import type { Finish, TaskEvent, ToolCall } from "../gateway/run-types.ts";

export type TextEvent = TaskEvent["text"];

/** A text run's events, all together. */
export interface TextAnswer {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly ToolCall[];
  readonly finish: Finish;
}

/** Gathers a run. Throws what the run throws. */
export async function gatherText(events: AsyncIterable<TextEvent>): Promise<TextAnswer> {
  const text: string[] = [];
  const reasoning: string[] = [];
  const calls: ToolCall[] = [];
  let finish: Finish = { type: "finish", reason: "other", usage: {} };
  for await (const event of events) {
    if (event.type === "text") text.push(event.text);
    else if (event.type === "reasoning") reasoning.push(event.text);
    else if (event.type === "tool-call") calls.push(event.call);
    else if (event.type === "finish") finish = event;
  }
  return { text: text.join(""), reasoning: reasoning.join(""), calls, finish };
}
