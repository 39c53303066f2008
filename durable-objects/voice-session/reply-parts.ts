import type { ReplyTo } from "../../shared/turn/turn-effect.ts";
import { ContextKeeper } from "./context-keeper.ts";
import { HistoryWriter } from "./history-writer.ts";
import type { InterpreterParts } from "./interpreter-parts.ts";
import { LifeKeeper } from "./life-keeper.ts";
import { ReadAhead } from "./read-ahead.ts";
import type { Pictures } from "./pictures.ts";
import type { PromptParts } from "./reply-prompt.ts";
import type { ReplyRecord } from "./reply-record.ts";
import { ReplySource } from "./reply-source.ts";
import { ToolDesk } from "./tool-desk.ts";

/** What the replies of a conversation are made with. */
export interface ReplyParts {
  readonly history: HistoryWriter;
  readonly tools: ToolDesk;
  readonly context: ContextKeeper;
  readonly source: ReplySource;
  readonly ahead: ReadAhead;
  readonly pictures: Pictures;
  readonly keeper: LifeKeeper;
}

/**
 * Makes them; `say` is told when the agent has news of a tool in the background. `cut` are replies
 * that were cut short before.
 */
export function replyParts(
  { ports, store, pictures, cast }: Omit<InterpreterParts, "listener" | "settings">,
  mark: PromptParts["mark"],
  say: (news: ReplyTo) => void,
  cut: readonly ReplyRecord[],
): ReplyParts {
  const history = new HistoryWriter(ports, store, pictures);
  const tools = new ToolDesk(ports, store, cast, (id) => say({ kind: "news", id }));
  const context = new ContextKeeper(ports, store, { pictures, cast, desk: tools });
  const source = new ReplySource(tools, { context, history, pictures, mark });
  const [ahead, keeper] = [new ReadAhead(ports, context), new LifeKeeper(ports, cut)];
  return { history, tools, context, source, ahead, pictures, keeper };
}

/** The conversation is given up: nothing more is made, said or written. */
export function stopParts({ tools, keeper, history, context }: ReplyParts): void {
  tools.stop();
  keeper.stop();
  history.stop();
  context.rest(false);
}
