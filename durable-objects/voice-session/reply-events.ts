import type { AppError } from "../../shared/errors/app-error.ts";
import type { Stage } from "../../shared/protocol/server-messages.ts";
import type { TurnHappening } from "../../shared/turn/turn-event.ts";
import type { Reply } from "./reply.ts";
import type { ReplyParts } from "./reply-parts.ts";

/** What a reply tells the interpreter while it is being made. */
export interface ReplyEvents {
  /** Audio was sent for the first time. */
  firstAudio(): void;
  /** A moment of the turn's clock. */
  mark(moment: "speaking" | "firstSpeech" | "firstAudio"): void;
  /** Something failed that does not end the reply. */
  problem(error: AppError, stage: Stage): void;
  /** Everything was made and sent. */
  complete(reply: Reply, samples: number): void;
  /** Nothing could be made. */
  failed(error: AppError, stage: Stage): void;
  /** Samples that the client has played of this reply. */
  played(): number;
  /** What became of a tool call, also after the reply. */
  tools(reply: Reply): void;
  /** More of what another life of the object would have to know is known. */
  changed(): void;
}

/** Who is told what becomes of replies. */
export interface ReplyHost {
  readonly parts: Pick<ReplyParts, "history" | "tools" | "keeper">;
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
    changed: () => parts.keeper.changed(),
  };
}
