import { LIMITS } from "../../shared/protocol/limits.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";

/** How far a reply's audio has got. */
export interface AudioProgress {
  /** Samples that were sent. */
  readonly sent: number;
  /** Samples that the client reported as played. */
  readonly played: number;
  /** Milliseconds since the first audio was sent. */
  readonly elapsedMs: number;
}

/**
 * Milliseconds to wait before more audio is sent, so that no more than `LIMITS.audioAheadMs` lie
 * unplayed with the client: what was flooded out can't be taken back quickly. Playback is taken to
 * run since the first audio; the client's reports count where they are further.
 */
export function pacingWaitMs(progress: AudioProgress): number {
  const playedMs = Math.max((progress.played * 1000) / REPLY_RATE, progress.elapsedMs);
  const aheadMs = (progress.sent * 1000) / REPLY_RATE - playedMs;
  return Math.max(0, Math.ceil(aheadMs - LIMITS.audioAheadMs));
}
