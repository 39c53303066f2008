import type { TurnEffect } from "../turn/turn-effect.ts";
import type { TurnHappening } from "../turn/turn-event.ts";
import type { Turn } from "../turn/turn.ts";
import type { TurnSettings } from "../turn/turn-settings.ts";

/** One thing that happened in a session; `at` is when, in milliseconds since the epoch. */
export type TimelineEntry = { readonly at: number } & TimelineFact;

/** What a timeline tells, in the order in which it happened. */
export type TimelineFact =
  /**
   * The object came to life, for the first time or again: its machine begins anew, or with `turn`
   * where something was under way.
   */
  | {
      readonly type: "began";
      readonly number: number;
      readonly settings: TurnSettings;
      readonly turn?: Turn;
    }
  /** A client said hello: who says when its user's turns begin and end. */
  | { readonly type: "hello"; readonly turns: TurnSettings["turns"] }
  /** An event, and what the machine decided. */
  | {
      readonly type: "event";
      readonly event: TurnHappening;
      readonly effects: readonly TurnEffect[];
    }
  /** A moment in the making of a reply. */
  | {
      readonly type: "moment";
      readonly turn: number;
      readonly attempt: number;
      readonly moment: ReplyMoment;
    }
  /** The client heard a reply's first sound so long after the user's last one, by its own clock. */
  | {
      readonly type: "heard";
      readonly turn: number;
      readonly firstAudioMs: number;
      /** Of that, the time from the first frame's arrival to the first sound. */
      readonly bufferMs?: number | undefined;
    };

/**
 * `asked`: the language model was asked, once more after each round of tools. The others come once
 * for each reply: its first token, its first clause, the speech model asked for it, the first of its
 * sound, and the first of it sent.
 */
export type ReplyMoment =
  | "asked"
  | "firstToken"
  | "firstClause"
  | "speaking"
  | "firstSpeech"
  | "firstAudio";
