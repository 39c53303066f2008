import { LIMITS } from "../../shared/protocol/limits.ts";
import type { PromptMessage } from "../../worker/gateway/run-types.ts";
import type { HistoryWriter } from "./history-writer.ts";
import type { Pictures } from "./pictures.ts";
import { buildPrompt } from "./prompt.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";

/** The words that a reply answers; empty where it answers nobody. */
export interface SaidIn {
  readonly turn: number;
  readonly text: string;
  readonly connection: string;
}

/** What a prompt is made from. */
export interface PromptParts {
  readonly store: ConversationStore;
  readonly history: HistoryWriter;
  readonly pictures: Pictures;
  mark(moment: "looked" | "seen"): void;
}

/** The prompt of a reply as of now; pictures that are still being looked at are waited for. */
export async function replyPrompt(
  { turn, text, connection }: SaidIn,
  { agent }: SessionPorts,
  { store, history, pictures, mark }: PromptParts,
): Promise<PromptMessage[]> {
  const inHistory = history.holds(turn);
  if (pictures.isLooking) {
    mark("looked");
    await pictures.seen();
    mark("seen");
  }
  const said = store.history(LIMITS.contextMessages);
  const committed = inHistory || history.holds(turn);
  const now = committed ? undefined : { text, pictures: pictures.waiting(connection) };
  return buildPrompt(agent.instructions, said, pictures.pictureOf, now);
}
