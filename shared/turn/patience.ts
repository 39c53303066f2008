import type { Completeness } from "./completeness.ts";

/**
 * What is known of how long this speaker pauses inside a turn. Plain data: it is journalled with the
 * turn. `pauseMs` is an upper expectile of the pauses, one that most of them stay under.
 */
export interface Patience {
  readonly pauseMs: number;
}

/**
 * How long the silence after the last sound must be, in milliseconds. Models of the end of a turn
 * publish 5 % false cut-offs at 543 ms (LiveKit's) to 1,151 ms (Deepgram Flux), and 9.9 % to 12.9 % at
 * 300 ms, for all utterances alike; here words that are surely complete wait less than that, and
 * words that surely go on wait more. Voice activity tells a pause about 100 ms after the last sound,
 * which is part of the wait.
 */
export interface EndWait {
  /** After words that are surely complete. */
  readonly minMs: number;
  /** Where the words don't tell. */
  readonly endMs: number;
  /** After words that surely go on. */
  readonly maxMs: number;
}

/**
 * A speaker nobody knows yet: the estimate for one whose pauses inside a turn are mostly 300 to 500 ms
 * long. Campione and Véronis (2002) find silent pauses in speech in three kinds: brief (under 200 ms),
 * medium (200 to 1,000 ms), and long.
 */
export const INITIAL_PATIENCE: Patience = { pauseMs: 600 };

/** Shorter silences are closed consonants and breath groups, not pauses. */
const SHORTEST_PAUSE_MS = 150;
/** Longer silences are distraction, and teach nothing more. */
const LONGEST_PAUSE_MS = 2_500;
/**
 * Pauses above the estimate pull it nine times as strongly as pauses below, so that it stays above
 * about nine in ten of them; of a new, slower speaker three quarters are learned in three pauses.
 */
const PULL_UP = 0.36;
const PULL_DOWN = 0.04;
/**
 * A turn that was cut off is what must not happen again: it pulls more strongly, towards a wait of the
 * pause's own length for words that don't tell.
 */
const PULL_CUT_OFF = 0.5;
const CUT_OFF_MARGIN = 1.4;
/** Bounds of what a speaker's pauses do to `endMs`: ×0.8 when hurried, ×2.4 when very slow. */
const LEAST_STRETCH = 0.8;
const MOST_STRETCH = 2.4;
/**
 * Complete words wait for so much of what a slow speaker adds: those who pause long pause after whole
 * sentences too, and the median end stays under 500 ms for all but the slowest.
 */
const COMPLETE_SHARE = 0.6;
/** Incomplete words wait this far from `endMs` to `maxMs`, for a speaker of usual pauses. */
const INCOMPLETE_SHARE = 0.7;

/**
 * A pause within one turn after which the speaker went on, from the last sound to the next. Longer
 * pauses never make the patience shorter than shorter ones would have.
 */
export function learnPause(patience: Patience, pauseMs: number): Patience {
  if (!(pauseMs >= SHORTEST_PAUSE_MS)) return patience;
  const off = Math.min(pauseMs, LONGEST_PAUSE_MS) - patience.pauseMs;
  return { pauseMs: patience.pauseMs + off * (off > 0 ? PULL_UP : PULL_DOWN) };
}

/** The same for a turn that was ended although the speaker went on: it never makes the wait shorter. */
export function learnCutOff(patience: Patience, pauseMs: number): Patience {
  if (!(pauseMs >= SHORTEST_PAUSE_MS)) return patience;
  const off = Math.min(pauseMs * CUT_OFF_MARGIN, LONGEST_PAUSE_MS) - patience.pauseMs;
  return off > 0 ? { pauseMs: patience.pauseMs + off * PULL_CUT_OFF } : patience;
}

/**
 * The silence, from the last sound, after which the turn is over: between `minMs` and `maxMs`,
 * and never shorter for a more patient ear. `undefined`: the words are not known.
 */
export function endWaitMs(
  completeness: Completeness | undefined,
  patience: Patience,
  settings: EndWait,
): number {
  const { minMs, endMs, maxMs } = settings;
  const stretch = Math.min(
    MOST_STRETCH,
    Math.max(LEAST_STRETCH, patience.pauseMs / INITIAL_PATIENCE.pauseMs),
  );
  const within = (ms: number): number => Math.min(Math.max(ms, minMs), Math.max(minMs, maxMs));
  switch (completeness) {
    case "short":
      return within(minMs);
    case "complete":
      return within(
        Math.min(
          minMs + Math.max(0, stretch - 1) * endMs * COMPLETE_SHARE,
          within(endMs * stretch),
        ),
      );
    case "unclear":
    case undefined:
      return within(endMs * stretch);
    case "incomplete":
      return within(endMs * stretch + Math.max(0, maxMs - endMs) * INCOMPLETE_SHARE);
    case "dictating":
      return within(maxMs);
  }
}
