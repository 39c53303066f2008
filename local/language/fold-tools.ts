import type { ChatMessage } from "./chat-types.ts";

/** One turn as the model sees it. */
export interface Turn {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/**
 * The conversation as turns without tool calls (rule T5): a result stands as a note below the
 * user's question, and the call itself is left out. Shown its own template's calls and results,
 * this model repeats them as JSON; from a note it makes a sentence.
 */
export function foldTools(messages: readonly ChatMessage[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const { role, content } = message;
    if (role === "tool") {
      const note = `(You looked it up and found: ${content.trim()})`;
      const last = turns.at(-1);
      if (last?.role === "user")
        turns[turns.length - 1] = { role: "user", content: `${last.content}\n${note}` };
      else turns.push({ role: "user", content: note });
    } else if (!(role === "assistant" && message.toolCalls.length > 0 && content.trim() === ""))
      turns.push({ role, content });
  }
  return turns;
}
