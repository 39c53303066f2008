import type { AppError } from "../../shared/errors/app-error.ts";
import type { Stage } from "../../shared/protocol/server-messages.ts";
import type { TurnHappening } from "../../shared/turn/turn-event.ts";
import type { Reply, ReplyEvents } from "./reply.ts";
import type { ReplyParts } from "./reply-parts.ts";

/** Who is told what becomes of replies. */
export interface ReplyHost {
  readonly parts: Pick<ReplyParts, "history" | "tools">;
  readonly dispatch: (event: TurnHappening) => void;
  readonly problem: (error: AppError, stage: Stage) => void;
  /** A reply's times are known. */
  readonly times: (turn: number) => void;
  readonly played: (turn: number) => number;
}

/** What follows from each event of one reply. */
export function replyEvents(
  { turn, attempt }: Pick<Reply, "turn" | "attempt">,
  mark: ReplyEvents["mark"],
  { parts, dispatch, problem, times, played }: ReplyHost,
): ReplyEvents {
  return {
    mark,
    problem,
    firstAudio() {
      dispatch({ type: "reply-audio", turn, attempt });
      times(turn);
    },
    complete(reply, samples) {
      parts.history.made(reply);
      parts.tools.told(reply);
      if (samples === 0) times(turn);
      dispatch({ type: "reply-end", turn, attempt, samples });
    },
    failed(error, stage) {
      problem(error, stage);
      dispatch({ type: "reply-failed", turn, attempt });
    },
    played: () => played(turn),
    tools: (reply) => parts.history.toolsChanged(reply),
  };
}
