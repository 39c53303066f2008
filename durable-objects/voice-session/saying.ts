import type { TimedText } from "../../shared/speech/heard-text.ts";
import type { Turn } from "../../shared/turn/turn.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";

/** Echo comes back within so much of what was played: rooms, buffers, a recognizer's delay. */
const BEFORE = REPLY_RATE * 8;
/** Reports of playback lag behind it. */
const AFTER = REPLY_RATE * 1.5;

/** Samples that the client has played of a turn's reply. */
export function playedOf({ agent }: Turn, turn: number): number {
  return agent.state === "speaking" && agent.turn === turn ? agent.played : 0;
}

/** The agent's words around the sample that was played last. */
export function sayingAt(clauses: readonly TimedText[], played: number): string {
  return clauses
    .filter(({ from, to }) => to > played - BEFORE && from < played + AFTER)
    .map(({ text }) => text)
    .join(" ");
}
