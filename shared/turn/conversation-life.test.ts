import { describe, expect, it } from "vitest";
import {
  audio,
  closed,
  failed,
  open,
  pause,
  playMoves,
  played,
  sent,
  transcript,
  voice,
} from "./transition.fixture.ts";
import { TURN_SETTINGS } from "./turn-settings.ts";
import { transition } from "./transition.ts";
import type { Move } from "./transition.fixture.ts";

const play = (...moves: readonly Move[]) => playMoves({}, ...moves);
const thinking = [open, voice, 500, pause(500), 80, transcript("Tell me a story."), 1_000];
const speaking = [...thinking, audio(), played(100)];
const typed: Move = { type: "text", text: "Hello" };
const greet: Move = { type: "greet" };
const news: Move = { type: "say", what: { kind: "news", id: "weather" } };
const gone: Move = { type: "client", state: "gone" };
const here: Move = { type: "client", state: "here" };

describe("the user types, the agent begins", () => {
  it("T35: a typed text is a turn at once, and ends whatever was going on", () => {
    expect(play(typed).types).toEqual(["user-said", "reply-start", "reply-commit"]);
    expect(play(...speaking, typed).last.map(({ type }) => type)).toEqual([
      "reply-stop",
      "user-said",
      "reply-start",
      "reply-commit",
    ]);
    expect(play(open, voice, typed).last[0]).toEqual({ type: "nothing-said", turn: 1 });
    expect(
      play(...speaking, voice, typed)
        .last.map(({ type }) => type)
        .slice(0, 2),
    ).toEqual(["reply-stop", "nothing-said"]);
  });

  it("T36: a greeting opens a conversation, or is left out", () => {
    expect(play(greet).last).toMatchObject([
      { type: "reply-start", to: { kind: "greeting" } },
      { type: "reply-commit" },
    ]);
    expect(play(open, voice, greet).last).toEqual([]);
    expect(play(greet, greet).last).toEqual([]);
  });

  it("T37: no more waits than can be said, and an apology once", () => {
    const many = Array.from({ length: 12 }, (): Move => news);
    expect(play(...speaking, ...many).turn.waiting).toHaveLength(8);
    const apology: Move = { type: "say", what: { kind: "apology", stage: "listen" } };
    expect(play(...speaking, apology, apology).turn.waiting).toHaveLength(1);
  });

  it("T37: news wait until nobody speaks, and until somebody is there", () => {
    expect(play(news).last).toMatchObject([{ to: { kind: "news" } }, {}]);
    const later = play(...speaking, news, sent(200), played(200));
    expect(later.last).toMatchObject([
      { type: "reply-heard" },
      { type: "reply-start", turn: 2, to: { kind: "news", id: "weather" } },
      { type: "reply-commit" },
    ]);
    expect(play(gone, news).last).toEqual([]);
    expect(play(gone, news, here).last).toMatchObject([{ to: { kind: "news" } }, {}]);
    const both = play(...speaking, news, { type: "say", what: { kind: "news", id: "b" } });
    expect(both.turn.waiting).toHaveLength(2);
  });
});

describe("silence and the end", () => {
  const nudged = [open, 20_000, audio(1, 0), sent(10, 1, 0), played(10)];

  it("T38: one question, then nobody is there, until somebody is", () => {
    expect(play(open, 20_000).last).toMatchObject([{ to: { kind: "nudge" } }, {}]);
    const away = play(...nudged, 20_000);
    expect(away.last).toEqual([{ type: "away" }]);
    expect(play(...nudged, 20_000, voice).last[1]).toEqual({ type: "back" });
    expect(play(...nudged, 20_000, closed).last).toEqual([{ type: "back" }]);
    expect(
      play(...nudged, 5_000, voice, pause(26_000), transcript(""), 21_000).types,
    ).not.toContain("away");
    expect(play(100_000).types).toEqual([]);
    expect(playMoves({ awayMs: "off" }, open, 100_000).types).toEqual([]);
  });

  it("T39: being away for long ends the conversation with a goodbye", () => {
    const leaving = [...nudged, 20_000, 300_000];
    expect(play(...leaving).last).toMatchObject([{ to: { kind: "goodbye", reason: "idle" } }, {}]);
    const over = play(...leaving, audio(2, 0), sent(5, 2, 0), played(5, { turn: 2 }));
    expect(over.last).toEqual([
      { type: "reply-heard", turn: 2, attempt: 0 },
      { type: "end", reason: "idle" },
    ]);
    expect(over.turn.silence.state).toBe("ended");
    const kept = play(...leaving, audio(2, 0), voice);
    expect(kept.types.at(-1)).toBe("back");
  });

  it("T40: the longest conversation ends at the next rest, or a minute later", () => {
    const long = { sessionMs: 10_000, awayMs: "off" } as const;
    expect(playMoves(long, open, 10_000).last).toMatchObject([
      { to: { kind: "goodbye", reason: "duration" } },
      {},
    ]);
    const busy = playMoves(long, open, 9_000, voice, 60_999);
    expect(busy.types).not.toContain("end");
    expect(playMoves(long, open, 9_000, voice, 61_001).last.map(({ type }) => type)).toEqual([
      "nothing-said",
      "end",
    ]);
  });

  it("T40: who opens the microphone after an end begins anew", () => {
    const long = { sessionMs: 10_000, awayMs: 5_000 } as const;
    const over = [open, 9_000, voice, 62_000] as const;
    const { turn } = playMoves(long, ...over, gone, here, open);
    expect(turn).toMatchObject({ silence: { state: "silent" }, startedAt: 71_000 });
  });
});

describe("failures", () => {
  const unheard: Move = { type: "transcript-failed", turn: 1, attempt: 1 };

  it("T44: the agent says that it could not hear, or could not answer", () => {
    const deaf = play(open, voice, pause(0), unheard, 3_000);
    expect(deaf.types.slice(-3)).toEqual(["nothing-said", "reply-start", "reply-commit"]);
    expect(deaf.effects.at(-2)).toMatchObject({ to: { kind: "apology", stage: "listen" } });
    const speechless = play(...thinking, failed());
    expect(speechless.last).toMatchObject([
      { type: "reply-drop", turn: 1 },
      { type: "reply-start", turn: 2, to: { kind: "apology", stage: "think" } },
      { type: "reply-commit" },
    ]);
    expect(play(...thinking, failed(), failed(2, 0)).last).toEqual([
      { type: "reply-drop", turn: 2, attempt: 0 },
    ]);
    expect(play(...speaking, failed()).types.at(-1)).toBe("reply-stop");
  });

  it("T44: who goes on hears no apology", () => {
    const again = transcript("What time is it?", { attempt: 2 });
    const on: Move = { type: "resume", sample: 5 };
    const { turn, effects } = play(open, voice, pause(0), unheard, on, pause(100), again, 1_000);
    expect(effects.at(-1)).toMatchObject({ type: "reply-commit" });
    expect(turn.waiting).toEqual([]);
    expect(play(open, voice, pause(0), unheard, typed).turn.waiting).toEqual([]);
  });
});

describe("another agent", () => {
  it("T46: its settings hold, and the client's choice of turns stays", () => {
    const settings = { ...TURN_SETTINGS, turns: "automatic" as const, awayMs: 5_000 };
    const event: Move = { type: "settings", settings };
    expect(play(event).turn.settings).toEqual(settings);
    expect(playMoves({ turns: "manual" }, event).turn.settings).toEqual({
      ...settings,
      turns: "manual",
    });
    const patient = play(open, 1_000, event, 4_500);
    expect(patient.types).toContain("reply-start");
  });
});

describe("clients that come and go", () => {
  it("T41: a client that goes closes the microphone, and the reply waits to be heard", () => {
    expect(play(open, voice, gone).last).toMatchObject([{ type: "transcribe" }]);
    const waiting = play(...speaking, gone, sent(24_000), 60_000);
    expect(waiting.turn.agent.state).toBe("speaking");
  });

  it("T42: a client that comes gets the reply from the first sample that it does not have", () => {
    const away = [...speaking, gone, 1_000];
    expect(play(...away, here).last).toEqual([
      { type: "reply-resume", turn: 1, attempt: 1, from: 100 },
    ]);
    const has = { turn: 1, samples: 900, played: 400 };
    const back = play(...away, { type: "client", state: "here", has });
    expect(back.last).toEqual([{ type: "reply-resume", turn: 1, attempt: 1, from: 900 }]);
    expect(back.turn.agent).toMatchObject({ played: 400 });
  });

  it("T42: it learns of a reply that is still being made", () => {
    expect(play(...thinking, gone, here).last).toEqual([
      { type: "reply-resume", turn: 1, attempt: 1, from: 0 },
    ]);
  });

  it("T42: it is told to stop what was cut short while it was away", () => {
    const has = { turn: 1, samples: 900, played: 400 };
    const back: Move = { type: "client", state: "here", has };
    const { last, turn } = play(...speaking, gone, typed, back);
    expect(last).toEqual([
      { type: "reply-corrected", turn: 1, samples: 400 },
      { type: "flush", turn: 1 },
      { type: "reply-resume", turn: 2, attempt: 0, from: 0 },
    ]);
    const stop = transition(turn, { ...played(450, { done: true }), at: 9_000 })[1];
    expect(stop).toEqual([{ type: "reply-corrected", turn: 1, samples: 450 }]);
    expect(play(...speaking, gone, typed, here).last).toHaveLength(1);
  });

  it("T43: a reply that waited too long counts as heard", () => {
    const gap = [...speaking, gone, sent(24_000), 120_000];
    expect(play(...gap).types.at(-1)).toBe("reply-heard");
    // A wait of that length may not be timed by whoever runs the machine.
    const { turn } = play(...speaking, gone, sent(24_000));
    expect(transition(turn, { type: "client", state: "here", at: 500_000 })[1]).toEqual([
      { type: "reply-heard", turn: 1, attempt: 1 },
    ]);
  });
});
