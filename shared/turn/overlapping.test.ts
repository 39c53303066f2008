import { describe, expect, it } from "vitest";
import {
  audio,
  closed,
  interim,
  interrupt,
  open,
  pause,
  playMoves,
  played,
  resume,
  sent,
  transcript,
  voice,
} from "./transition.fixture.ts";
import type { Move } from "./transition.fixture.ts";
import type { TurnSettings } from "./turn-settings.ts";
import { visibleState } from "./turn.ts";

const thinking = [open, voice, 500, pause(500), 80, transcript("Tell me a story."), 1_000];
/** The agent is heard from 1,580 on. */
const speaking = [...thinking, audio(), played(100)];
const over = [...speaking, voice];

const play = (...moves: readonly Move[]) => playMoves({}, ...moves);
const under = (settings: Partial<TurnSettings>, ...moves: readonly Move[]) =>
  playMoves(settings, ...moves);
const second = (text: string, attempt = 1, saying = ""): Move =>
  transcript(text, { turn: 2, attempt, saying });

describe("a voice over the agent", () => {
  it("T26: it holds the reply at once, audible or not yet", () => {
    const ducked = play(...over);
    expect(ducked.last).toEqual([
      { type: "duck", turn: 1 },
      { type: "speech-started", turn: 2, sample: 100 },
    ]);
    expect(ducked.turn).toMatchObject({
      agent: { state: "speaking", floor: "held" },
      user: { turn: 2, claim: { state: "contested" } },
    });
    expect(visibleState(ducked.turn)).toBe("speaking");
    expect(play(...thinking, voice).last).toMatchObject([{ type: "duck", turn: 1 }, {}]);
  });

  it("T27: words that interrupt end the reply where it was heard", () => {
    const between = play(...over, 300, interim("what about the other one"));
    expect(between.last).toEqual([{ type: "reply-stop", turn: 1, attempt: 1, samples: 100 }]);
    expect(visibleState(between.turn)).toBe("listening");
    const atPause = play(...over, 300, pause(1_800), second("Stop it."));
    expect(atPause.last.map(({ type }) => type)).toEqual(["reply-stop", "reply-start"]);
    expect(play(...over, 300, pause(1_800), second("Stop it."), 2_000).types.slice(-2)).toEqual([
      "user-said",
      "reply-commit",
    ]);
  });

  it("T45: it takes more words while the voice lasts, and an order of a short one", () => {
    expect(play(...over, 300, interim("what about")).last).toEqual([]);
    expect(play(...over, 300, interim("stop")).last).toHaveLength(1);
    const short = [...over, 100, pause(1_680)];
    expect(play(...short, second("no dogs here")).last).toMatchObject([{ type: "reply-stop" }, {}]);
    expect(play(...short, second("you are")).last).toEqual([{ type: "unduck", turn: 1 }]);
    expect(play(...short, second("Wait.")).last[0]).toMatchObject({ type: "reply-stop" });
    const long = [...over, 600, pause(2_150)];
    expect(play(...long, second("you are")).last[0]).toMatchObject({ type: "reply-stop" });
  });

  it("T27: how many words it takes, and which, can be chosen", () => {
    const three = { interruption: { type: "words", count: 3 } } as const;
    const said = (text: string) => under(three, ...over, 700, pause(2_200), second(text)).last;
    expect(said("tell more")).toEqual([{ type: "unduck", turn: 1 }]);
    expect(said("tell more about Paris")[0]).toMatchObject({ type: "reply-stop" });
    const keywords = { interruption: { type: "keywords", keywords: ["computer"] } } as const;
    expect(under(keywords, ...over, interim("tell more about Paris")).last).toEqual([]);
    expect(under(keywords, ...over, interim("computer tell me")).last).toHaveLength(1);
  });

  it.each(["", "mm-hm", "Yeah, right."])(
    "T28: %j lets the reply go on, without a trace",
    (text) => {
      const released = play(...over, 300, pause(1_800), second(text));
      expect(released.last).toEqual([{ type: "unduck", turn: 1 }]);
      expect(released.turn.agent).toMatchObject({ state: "speaking", floor: "has", played: 100 });
      const later = play(...over, 300, pause(1_800), second(text), 3_000);
      expect(later.types.at(-1)).toBe("nothing-said");
      expect(later.turn.agent.state).toBe("speaking");
    },
  );

  it("T28: the agent's own words are an echo", () => {
    const saying = "Once upon a time there was a king who had three daughters";
    const echo = play(...over, pause(1_600), second("there was a king who had", 1, saying));
    expect(echo.last).toEqual([{ type: "unduck", turn: 1 }]);
  });

  it("T29: going on holds the reply again, and all words count", () => {
    const again = play(...over, 100, pause(1_600), second("yeah"), 100, resume);
    expect(again.last).toEqual([{ type: "duck", turn: 1 }]);
    const more = [...over, 100, pause(1_600), second("yeah"), 100, resume, pause(1_900)];
    expect(play(...more, second("yeah but why?", 2)).last).toMatchObject([
      { type: "reply-stop" },
      { type: "reply-start", to: { text: "yeah but why?" } },
    ]);
  });

  it("T30: a voice without words holds it for so long only, and may still interrupt", () => {
    const noise = play(...over, 2_500);
    expect(noise.last).toEqual([{ type: "unduck", turn: 1 }]);
    expect(play(...over, 2_500, interim("please stop")).last).toMatchObject([
      { type: "reply-stop" },
    ]);
  });

  it("T31: a short word over the last moments is an answer", () => {
    const ending = [...speaking, sent(24_000), played(12_000), voice, 100, pause(1_600)];
    const waiting = play(...ending, second("Yeah."), 900);
    expect(waiting.turn.user.state).toBe("settling");
    const answered = play(...ending, second("Yeah."), 300, played(24_000, { done: true }));
    expect(answered.last.map(({ type }) => type)).toEqual([
      "reply-heard",
      "speech-ended",
      "user-said",
      "reply-start",
      "reply-commit",
    ]);
  });

  it("T32: when the reply ends for another reason the voice is a turn like any other", () => {
    const stopped = play(...over, interrupt);
    expect(stopped.turn.user).toMatchObject({ state: "hearing", claim: { state: "sure" } });
    const saying = "Once upon a time there was a king who had three daughters";
    const echo = [...over, pause(1_600), second("there was a king who had", 1, saying), interrupt];
    expect(play(...echo).types.at(-1)).toBe("nothing-said");
  });

  it("T33: with never, no voice holds or stops the agent", () => {
    const never = { interruption: { type: "never" } } as const;
    const { types, turn } = under(
      never,
      ...over,
      100,
      interim("stop"),
      pause(1_700),
      second("stop"),
    );
    expect(types).not.toContain("duck");
    expect(types).not.toContain("reply-stop");
    expect(turn.agent).toMatchObject({ state: "speaking", floor: "has" });
    expect(under(never, ...thinking, voice).types).not.toContain("duck");
  });

  it("T34: words before anything was heard drop the reply, and what was said stays", () => {
    const { last, types } = play(...thinking, voice, 300, interim("no a poem"));
    expect(last).toEqual([{ type: "reply-drop", turn: 1, attempt: 1 }]);
    expect(types).toContain("user-said");
  });

  it("T34: one word is enough where the rule asks for more", () => {
    const three = { interruption: { type: "words", count: 3 } } as const;
    expect(under(three, ...thinking, voice, 300, interim("tomorrow")).last).toEqual([
      { type: "reply-drop", turn: 1, attempt: 1 },
    ]);
    expect(under(three, ...over, 300, interim("tomorrow")).last).toEqual([]);
  });

  it("T14: closing the microphone over a reply leaves the decision to the words", () => {
    expect(play(...over, closed, second("uh-huh")).last.map(({ type }) => type)).toEqual([
      "unduck",
      "nothing-said",
    ]);
    expect(play(...over, closed, second("Tell me another.")).last.map(({ type }) => type)).toEqual([
      "reply-stop",
      "user-said",
      "reply-start",
      "reply-commit",
    ]);
  });
});
