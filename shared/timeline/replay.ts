import { transition } from "../turn/transition.ts";
import type { TurnEffect } from "../turn/turn-effect.ts";
import { followEntry } from "./timeline.ts";
import type { Timeline } from "./timeline.ts";
import type { TimelineEntry } from "./timeline-entry.ts";

/** What came of a replay. */
export type Replay =
  /** Today's machine decides as the one that was recorded did, so many times. */
  | { readonly type: "same"; readonly events: number }
  /** The first decision that differs: the entry's place, what was recorded and what is decided now. */
  | {
      readonly type: "different";
      readonly index: number;
      readonly entry: Extract<TimelineEntry, { type: "event" }>;
      readonly decided: readonly TurnEffect[];
    };

/** Runs a timeline through today's machine up to the first decision that differs. */
export function replay({ base, entries }: Timeline): Replay {
  let turn = base;
  let events = 0;
  for (const [index, entry] of entries.entries()) {
    if (entry.type === "event" && turn !== undefined) {
      const [, decided] = transition(turn, { ...entry.event, at: entry.at });
      if (JSON.stringify(decided) !== JSON.stringify(entry.effects))
        return { type: "different", index, entry, decided };
      events++;
    }
    turn = followEntry(turn, entry);
  }
  return { type: "same", events };
}
