import { initialTurn } from "../turn/turn.ts";
import type { Turn } from "../turn/turn.ts";
import { transition } from "../turn/transition.ts";
import type { TimelineEntry } from "./timeline-entry.ts";

/** Version of the format. */
export const TIMELINE_VERSION = 1;

/** A session's timeline, as `GET /v1/sessions/:id/timeline` gives it. */
export interface Timeline {
  readonly version: number;
  readonly session: string;
  /** The machine before the first entry, where older ones were dropped; absent: nothing was. */
  readonly base?: Turn;
  readonly entries: readonly TimelineEntry[];
}

/** The machine after an entry; undefined before it was born. */
export function followEntry(turn: Turn | undefined, entry: TimelineEntry): Turn | undefined {
  switch (entry.type) {
    case "began":
      return entry.turn ?? initialTurn(entry.number, entry.settings);
    case "hello":
      if (turn === undefined) return undefined;
      return { ...turn, settings: { ...turn.settings, turns: entry.turns } };
    case "event":
      return turn === undefined ? undefined : transition(turn, { ...entry.event, at: entry.at })[0];
    case "moment":
    case "heard":
      return turn;
  }
}
