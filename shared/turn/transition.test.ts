import { describe, expect, it } from "vitest";
import { transition } from "./transition.ts";
import type { TurnEffect } from "./turn-effect.ts";
import type { TurnEvent } from "./turn-event.ts";
import { initialTurn, visibleState } from "./turn.ts";
import type { Turn } from "./turn.ts";

/** Plays events one after another; returns the last turn and every effect. */
function play(...events: TurnEvent[]): { turn: Turn; effects: TurnEffect[]; last: TurnEffect[] } {
  let turn = initialTurn();
  const effects: TurnEffect[] = [];
  let last: TurnEffect[] = [];
  for (const event of events) {
    const [next, made] = transition(turn, event);
    turn = next;
    last = [...made];
    effects.push(...made);
  }
  return { turn, effects, last };
}

const open: TurnEvent = { type: "microphone", state: "open" };
const closed: TurnEvent = { type: "microphone", state: "closed" };
const voice: TurnEvent = { type: "speech-start", sample: 100 };
const pause: TurnEvent = { type: "pause", sample: 900 };
const resume: TurnEvent = { type: "resume" };
const end: TurnEvent = { type: "speech-end", sample: 900 };
const words = (text: string, attempt = 1, turn = 1): TurnEvent => ({
  type: "transcript",
  turn,
  attempt,
  text,
});
const audio = (attempt = 1, turn = 1): TurnEvent => ({ type: "reply-audio", turn, attempt });
const sent = (samples: number, attempt = 1, turn = 1): TurnEvent => ({
  type: "reply-end",
  turn,
  attempt,
  samples,
});
const failed = (attempt = 1, turn = 1): TurnEvent => ({ type: "reply-failed", turn, attempt });
const played = (samples: number, done = false, turn = 1): TurnEvent => ({
  type: "played",
  turn,
  samples,
  done,
});
const types = (effects: readonly TurnEffect[]): string[] => effects.map((effect) => effect.type);

const settled = [open, voice, pause, words("hello")];
const thinking = [...settled, end];
const speaking = [...thinking, audio()];

describe("the user speaks", () => {
  it("T5: a voice begins a turn with the microphone open, and is ignored with it closed", () => {
    expect(play(open, voice).turn).toMatchObject({ number: 1, phase: { state: "hearing" } });
    expect(play(voice).turn).toEqual(initialTurn());
  });

  it("T6: a pause asks for a transcript", () => {
    expect(play(open, voice, pause).last).toEqual([{ type: "transcribe", turn: 1, attempt: 1 }]);
  });

  it("T7: words in a pause start a speculative reply, silence starts none", () => {
    expect(types(play(...settled).last)).toEqual(["reply-start"]);
    expect(types(play(...settled).effects)).not.toContain("reply-commit");
    expect(play(open, voice, pause, words(" ")).last).toEqual([]);
  });

  it("T8: going on drops the speculative reply, and history never held it", () => {
    const { turn, effects } = play(...settled, resume);
    expect(turn.phase.state).toBe("hearing");
    expect(types(effects)).toEqual(["speech-started", "transcribe", "reply-start", "reply-drop"]);
  });

  it("T9: the turn's end commits the reply that was begun", () => {
    const { turn, last } = play(...thinking);
    expect(types(last)).toEqual(["speech-ended", "user-said", "reply-commit"]);
    expect(visibleState(turn)).toBe("thinking");
  });

  it("T9: where the words are late, they start and commit the reply", () => {
    const { turn, last } = play(open, voice, pause, end, words("hello"));
    expect(types(last)).toEqual(["user-said", "reply-start", "reply-commit"]);
    expect(turn.phase.state).toBe("thinking");
  });

  it("T10: a turn without words leaves no trace", () => {
    const early = play(open, voice, pause, words(""), end);
    expect(types(early.last)).toEqual(["speech-ended", "nothing-said"]);
    const late = play(open, voice, pause, end, words(""));
    expect(types(late.last)).toEqual(["nothing-said"]);
    expect(late.turn.phase.state).toBe("listening");
  });

  it("T11: a speculative reply that fails is started again when the turn is over", () => {
    const { effects, last } = play(...settled, failed(), end);
    expect(types(effects)).toContain("reply-drop");
    expect(types(last)).toEqual(["speech-ended", "user-said", "reply-start", "reply-commit"]);
  });

  it("T12: a voice while the words are awaited continues the same turn", () => {
    const { turn } = play(open, voice, pause, end, voice);
    expect(turn).toMatchObject({ number: 1, phase: { state: "hearing" } });
  });

  it("T13: a failed transcription counts as no words", () => {
    const event: TurnEvent = { type: "transcript-failed", turn: 1, attempt: 1 };
    expect(types(play(open, voice, pause, end, event).last)).toEqual(["nothing-said"]);
  });

  it("T14: closing the microphone ends the user's turn, and not the reply", () => {
    expect(types(play(open, voice, closed).last)).toEqual(["transcribe"]);
    expect(types(play(...settled, closed).last)).toEqual(["user-said", "reply-commit"]);
    expect(play(...speaking, closed).turn).toMatchObject({
      microphone: "closed",
      phase: { state: "speaking" },
    });
  });
});

describe("the agent speaks", () => {
  it("T15: the reply lasts until all of it was played", () => {
    expect(play(...speaking, sent(1000), played(400)).turn.phase.state).toBe("speaking");
    const { turn, last } = play(...speaking, sent(1000), played(1000));
    expect(turn.phase.state).toBe("listening");
    expect(types(last)).toEqual(["reply-heard"]);
  });

  it("T16: a voice stops the audible reply where it was heard, and begins a turn", () => {
    const { turn, last } = play(...speaking, played(480), voice);
    expect(last).toEqual([
      { type: "reply-stop", turn: 1, attempt: 1, samples: 480 },
      { type: "speech-started", turn: 2, sample: 100 },
    ]);
    expect(turn).toMatchObject({ number: 2, phase: { state: "hearing" } });
  });

  it("T17: a voice drops a reply that is still being made", () => {
    expect(types(play(...thinking, voice).last)).toEqual(["reply-drop", "speech-started"]);
  });

  it("T18: an interrupt stops the reply, and nobody's turn follows", () => {
    const { turn, last } = play(...speaking, played(480), { type: "interrupt" });
    expect(types(last)).toEqual(["reply-stop"]);
    expect(turn).toMatchObject({ number: 1, phase: { state: "listening" } });
    expect(types(play(...thinking, { type: "interrupt" }).last)).toEqual(["reply-drop"]);
  });

  it("T19: a reply without audio ends when it is complete", () => {
    expect(types(play({ type: "text", text: "hi" }, sent(0, 0)).last)).toEqual(["reply-heard"]);
  });

  it("T20: reports never go backwards, and done waits until all was sent", () => {
    const { turn } = play(...speaking, played(800), played(300), played(800, true));
    expect(turn.phase).toMatchObject({ state: "speaking", played: 800 });
    const after = play(...speaking, sent(1000), played(990, true));
    expect(after.turn.phase.state).toBe("listening");
  });

  it("T21: a reply that fails is stopped where it was heard", () => {
    expect(play(...speaking, played(240), failed()).last).toEqual([
      { type: "reply-stop", turn: 1, attempt: 1, samples: 240 },
    ]);
  });
});

describe("the user types", () => {
  const text: TurnEvent = { type: "text", text: " What is this? " };

  it("T22: a typed text is a turn of its own and ends what was going on", () => {
    expect(types(play(text).last)).toEqual(["user-said", "reply-start", "reply-commit"]);
    expect(types(play(...speaking, text).last)[0]).toBe("reply-stop");
    expect(types(play(...settled, text).last).slice(0, 2)).toEqual(["reply-drop", "nothing-said"]);
    expect(play(open, voice, text).turn.number).toBe(2);
  });

  it("T23: the greeting is said only while nothing else is going on", () => {
    expect(types(play({ type: "greet" }).last)).toEqual(["reply-start", "reply-commit"]);
    expect(play(open, voice, { type: "greet" }).last).toEqual([]);
  });
});

/** A small seeded generator (mulberry32), so that a failure can be replayed from its seed. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function anyEvent(turn: Turn, next: () => number): TurnEvent {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const number = turn.number - (next() < 0.1 ? 1 : 0);
  const attempt = ("attempt" in turn.phase ? turn.phase.attempt : 0) - (next() < 0.1 ? 1 : 0);
  return pick<TurnEvent>([
    open,
    closed,
    voice,
    voice,
    pause,
    resume,
    end,
    end,
    { type: "text", text: "typed" },
    { type: "greet" },
    { type: "interrupt" },
    words(pick(["", "some words"]), attempt, number),
    words("some words", attempt, number),
    { type: "transcript-failed", turn: number, attempt },
    audio(attempt, number),
    sent(1000, attempt, number),
    failed(attempt, number),
    played(Math.floor(next() * 1200), next() < 0.3, number),
  ]);
}

/** Throws with the seed and step, so that a broken conversation can be played again. */
function hold(condition: boolean, what: string, at: string): void {
  if (!condition) throw new Error(`${what} (${at})`);
}

const ENDS: ReadonlySet<string> = new Set(["reply-drop", "reply-stop", "reply-heard"]);
const BUSY: ReadonlySet<string> = new Set(["thinking", "speaking"]);

describe("any order of events", () => {
  it("T1, T2, T3, T4: holds the invariants in 10,000 seeded conversations", () => {
    let replies = 0;
    for (let seed = 1; seed <= 10_000; seed++) {
      const next = random(seed);
      const ended = new Set<string>();
      let turn = initialTurn();
      let live: string | undefined;
      for (let step = 0; step < 40; step++) {
        const event = anyEvent(turn, next);
        const at = `seed ${seed}, step ${step}, ${event.type}`;
        const [after, effects] = transition(turn, event);
        hold(after.number >= turn.number, "turn numbers only grow", at);
        for (const effect of effects) {
          const id = "attempt" in effect ? `${effect.turn}/${effect.attempt}` : "";
          if (effect.type === "reply-start") {
            hold(live === undefined && !ended.has(id), "one reply at a time", at);
            live = id;
            replies++;
          }
          if (effect.type === "reply-commit") hold(live === id, "commits what was started", at);
          if (ENDS.has(effect.type)) {
            hold(live === id, "ends what is under way, once", at);
            ended.add(id);
            live = undefined;
          }
        }
        if (BUSY.has(after.phase.state)) hold(live !== undefined, "a reply is under way", at);
        else if (after.phase.state !== "settling")
          hold(live === undefined, "no reply is left behind", at);
        turn = after;
      }
    }
    expect(replies).toBeGreaterThan(10_000);
  });
});
