import { LIMITS } from "../../shared/protocol/limits.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";

/** How far a reply's audio has got. */
export interface AudioProgress {
  /** Position of the next sample that is sent. */
  readonly sent: number;
  /** Samples that the client reported as played. */
  readonly played: number;
  /** From where playback is taken to have run, and for how long, in milliseconds. */
  readonly from: number;
  readonly elapsedMs: number;
}

/**
 * Milliseconds to wait before more audio is sent, so that no more than `LIMITS.audioAheadMs` lie
 * unplayed with the client: what was flooded out can't be taken back quickly. Playback is taken to
 * run without a break; the client's reports count where they are further.
 */
export function pacingWaitMs({ sent, played, from, elapsedMs }: AudioProgress): number {
  const playedMs = Math.max((played * 1000) / REPLY_RATE, (from * 1000) / REPLY_RATE + elapsedMs);
  const aheadMs = (sent * 1000) / REPLY_RATE - playedMs;
  return Math.max(0, Math.ceil(aheadMs - LIMITS.audioAheadMs));
}
