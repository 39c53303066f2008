import type { QueueReport } from "./playback-queue.ts";

/** Page → playback worklet. */
export type PlaybackCommand =
  | {
      readonly type: "write";
      readonly turn: number;
      readonly position: number;
      readonly samples: Int16Array;
    }
  | { readonly type: "end"; readonly turn: number }
  | { readonly type: "hold" | "release" | "flush"; readonly turn: number }
  | { readonly type: "close" };

/** Playback worklet → page. */
export interface PlaybackNews {
  readonly reports: readonly QueueReport[];
  /** Root mean square of the latest block, 0…1. */
  readonly level: number;
}
