import { nextDeadline } from "./deadlines.ts";
import { transition } from "./transition.ts";
import type { TurnEffect } from "./turn-effect.ts";
import type { TurnEvent, TurnHappening } from "./turn-event.ts";
import type { TurnSettings } from "./turn-settings.ts";
import { TURN_SETTINGS } from "./turn-settings.ts";
import { initialTurn } from "./turn.ts";
import type { Turn } from "./turn.ts";

/** A happening at the present moment, or a wait in milliseconds. */
export type Move = TurnHappening | number;

/** What came of some moves. */
export interface Played {
  readonly turn: Turn;
  readonly effects: readonly TurnEffect[];
  /** Of the last move alone. */
  readonly last: readonly TurnEffect[];
  /** Types of all effects. */
  readonly types: readonly string[];
  readonly now: number;
}

/** Plays moves one after another, with every deadline on its time, as the interpreter does. */
export function playMoves(settings: Partial<TurnSettings>, ...moves: readonly Move[]): Played {
  let turn = initialTurn(0, { ...TURN_SETTINGS, ...settings });
  let now = 0;
  const effects: TurnEffect[] = [];
  let last: TurnEffect[] = [];
  const give = (event: TurnEvent): void => {
    const [next, made] = transition(turn, event);
    turn = next;
    effects.push(...made);
    last.push(...made);
  };
  for (const move of moves) {
    last = [];
    if (typeof move !== "number") {
      give({ ...move, at: now });
      continue;
    }
    const until = now + move;
    for (
      let due = nextDeadline(turn);
      due !== undefined && due <= until;
      due = nextDeadline(turn)
    ) {
      now = Math.max(now, due);
      give({ type: "tick", at: now });
    }
    now = until;
  }
  return { turn, effects, last, types: effects.map(({ type }) => type), now };
}

export const open: TurnHappening = { type: "microphone", state: "open" };
export const closed: TurnHappening = { type: "microphone", state: "closed" };
export const voice: TurnHappening = { type: "speech-start", sample: 100 };
export const resume: TurnHappening = { type: "resume", sample: 1_200 };
export const interrupt: TurnHappening = { type: "interrupt" };

/** A pause whose last sound was `quietSince`. */
export const pause = (quietSince = 0): TurnHappening => ({
  type: "pause",
  sample: 900,
  quietSince,
});

export const transcript = (
  text: string,
  { turn = 1, attempt = 1, saying = "" } = {},
): TurnHappening => ({ type: "transcript", turn, attempt, text, saying });

export const interim = (text: string, { turn = 2, saying = "" } = {}): TurnHappening => ({
  type: "words",
  turn,
  text,
  saying,
});

export const audio = (turn = 1, attempt = 1): TurnHappening => ({
  type: "reply-audio",
  turn,
  attempt,
});

export const sent = (samples: number, turn = 1, attempt = 1): TurnHappening => ({
  type: "reply-end",
  turn,
  attempt,
  samples,
});

export const failed = (turn = 1, attempt = 1): TurnHappening => ({
  type: "reply-failed",
  turn,
  attempt,
});

export const played = (samples: number, { turn = 1, done = false } = {}): TurnHappening => ({
  type: "played",
  turn,
  samples,
  done,
});
