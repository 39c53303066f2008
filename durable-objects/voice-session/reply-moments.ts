import type { ReplyMoment, TimelineFact } from "../../shared/timeline/timeline-entry.ts";

/** Tells the clock and the timeline the moments of one reply: each once, and every question. */
export function replyMoments(
  { turn, attempt }: { readonly turn: number; readonly attempt: number },
  note: (fact: TimelineFact) => void,
  mark: (moment: ReplyMoment) => void,
): (moment: ReplyMoment) => void {
  const seen = new Set<ReplyMoment>();
  return (moment) => {
    mark(moment);
    if (moment !== "asked" && seen.has(moment)) return;
    seen.add(moment);
    note({ type: "moment", turn, attempt, moment });
  };
}
