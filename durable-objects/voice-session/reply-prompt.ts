import type { PromptMessage } from "../../worker/gateway/run-types.ts";
import type { ContextKeeper } from "./context-keeper.ts";
import type { HistoryWriter } from "./history-writer.ts";
import type { Pictures } from "./pictures.ts";

/** The words that a reply answers; undefined where it answers nobody. */
export interface SaidIn {
  readonly turn: number;
  readonly text: string | undefined;
  readonly connection: string;
}

/** What a prompt is made from. */
export interface PromptParts {
  readonly context: ContextKeeper;
  readonly history: HistoryWriter;
  readonly pictures: Pictures;
  readonly mark: (moment: "looked" | "seen") => void;
}

/** The prompt of a reply as of now; pictures that are still being looked at are waited for. */
export async function replyPrompt(
  { turn, text, connection }: SaidIn,
  { context, history, pictures, mark }: PromptParts,
): Promise<PromptMessage[]> {
  const inHistory = history.holds(turn);
  // What is in history has its pictures.
  if (!inHistory) pictures.attend();
  if (pictures.isLooking) {
    mark("looked");
    await pictures.seen();
    mark("seen");
  }
  const committed = inHistory || history.holds(turn);
  if (committed || text === undefined) return context.prompt();
  return context.prompt({ text, pictures: pictures.waiting(connection) });
}
