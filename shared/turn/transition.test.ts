import { describe, expect, it } from "vitest";
import {
  audio,
  closed,
  failed,
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
import { visibleState } from "./turn.ts";

const play = (...moves: readonly Move[]) => playMoves({}, ...moves);

/** What was said is complete, so that its turn is over soon. */
const QUESTION = "What is the capital of France?";
const settled = [open, voice, 500, pause(500), 80, transcript(QUESTION)];
const thinking = [...settled, 1_000];
const speaking = [...thinking, audio(), played(100)];

describe("the user speaks", () => {
  it("T5: a voice begins a turn with the microphone open, and is ignored with it closed", () => {
    expect(play(open, voice).turn).toMatchObject({
      number: 1,
      user: { state: "hearing", turn: 1 },
    });
    expect(play(voice).turn.user).toEqual({ state: "quiet" });
    expect(play(open, voice, closed, voice).turn.number).toBe(1);
  });

  it("T6: a pause asks for a transcript", () => {
    const { last, turn } = play(open, voice, pause());
    expect(last).toEqual([{ type: "transcribe", turn: 1, attempt: 1 }]);
    expect(turn.user.state).toBe("settling");
  });

  it("T7: words in a pause start a reply on speculation, an empty transcript none", () => {
    expect(play(...settled).last).toEqual([
      { type: "reply-start", turn: 1, attempt: 1, to: { kind: "words", text: QUESTION } },
    ]);
    expect(play(open, voice, pause(), transcript(" ")).types).not.toContain("reply-start");
  });

  it("T8: the voice going on drops the reply, and the next pause starts another", () => {
    const dropped = play(...settled, resume);
    expect(dropped.last).toEqual([{ type: "reply-drop", turn: 1, attempt: 1 }]);
    const again = play(...settled, resume, pause(700), transcript(QUESTION, { attempt: 2 }));
    expect(again.last).toMatchObject([{ type: "reply-start", attempt: 2 }]);
    expect(again.types).not.toContain("user-said");
  });

  it("T9: complete words end the turn soon, others later, and the reply is committed", () => {
    const { effects, turn } = play(...thinking);
    expect(effects.slice(-3)).toEqual([
      { type: "speech-ended", turn: 1, sample: 900 },
      { type: "user-said", turn: 1, text: QUESTION, via: "voice" },
      { type: "reply-commit", turn: 1, attempt: 1 },
    ]);
    expect(turn.agent.state).toBe("thinking");
    const waited = (text: string): number => {
      let ms = 0;
      const before = [open, voice, 500, pause(500), transcript(text)];
      while (play(...before, ms).turn.user.state === "settling") ms += 20;
      return ms;
    };
    expect(waited(QUESTION)).toBeLessThan(waited("I was thinking"));
    expect(waited("I was thinking")).toBeLessThan(waited("I was thinking about the"));
    expect(waited("Yeah.")).toBeLessThan(waited("I was thinking"));
  });

  it("T9: a turn whose words are not known is not over, and ends as soon as they are", () => {
    const waiting = play(open, voice, pause(0), 5_000);
    expect(waiting.turn.user.state).toBe("settling");
    const known = play(open, voice, pause(0), 5_000, transcript(QUESTION));
    expect(known.last.map(({ type }) => type)).toEqual([
      "reply-start",
      "speech-ended",
      "user-said",
      "reply-commit",
    ]);
  });

  it("T10: a turn without words leaves no trace", () => {
    const { types, turn } = play(open, voice, pause(), transcript(""), 3_000);
    expect(types).toEqual(["speech-started", "transcribe", "speech-ended", "nothing-said"]);
    expect(turn.user.state).toBe("quiet");
  });

  it("T11: a speculative reply that fails is started again when the turn is over", () => {
    const { last } = play(...settled, failed(), 1_000);
    expect(last.map(({ type }) => type)).toEqual([
      "speech-ended",
      "user-said",
      "reply-start",
      "reply-commit",
    ]);
    expect(last[2]).toMatchObject({ attempt: 2 });
  });

  it("T12: a voice while finishing continues the same turn", () => {
    const { turn } = play(open, voice, closed, open, voice);
    expect(turn).toMatchObject({ number: 1, user: { state: "hearing", turn: 1 } });
    const early = play(open, voice, pause(0), { type: "turn-end" }, resume);
    expect(early.turn).toMatchObject({ number: 1, user: { state: "hearing", turn: 1 } });
  });

  it("T13: a failed transcription counts as no words", () => {
    const failure: Move = { type: "transcript-failed", turn: 1, attempt: 1 };
    const { types } = play(open, voice, pause(), failure, 3_000);
    expect(types.slice(0, 4)).toEqual([
      "speech-started",
      "transcribe",
      "speech-ended",
      "nothing-said",
    ]);
  });

  it("T14: closing the microphone ends the turn at once, whatever is known of it", () => {
    expect(play(...settled, closed).last.map(({ type }) => type)).toContain("reply-commit");
    expect(play(open, voice, closed).last).toEqual([{ type: "transcribe", turn: 1, attempt: 1 }]);
    const late = play(open, voice, pause(), closed, transcript(QUESTION));
    expect(late.types.slice(-3)).toEqual(["user-said", "reply-start", "reply-commit"]);
    expect(visibleState(play(open, voice, closed).turn)).toBe("thinking");
    expect(play(...speaking, closed).turn.agent.state).toBe("speaking");
    expect(play(...settled, { type: "turn-end" }).types).toContain("reply-commit");
  });

  it("T15: pauses after which the speaker went on make the next ones longer", () => {
    const slow = (count: number) => {
      const moves: Move[] = [open, voice];
      for (let index = 1; index <= count; index++)
        moves.push(
          700,
          pause(index * 1_100 - 400),
          transcript("I was thinking", { attempt: index }),
          400,
          resume,
        );
      return playMoves({ maxMs: 3_000 }, ...moves).turn.patience;
    };
    expect(slow(6)).not.toEqual(slow(0));
    const cut = play(...thinking, voice, {
      type: "words",
      turn: 2,
      text: "no I mean Spain",
      saying: "",
    });
    expect(cut.turn.patience).not.toEqual(play(...thinking).turn.patience);
  });

  it("T16: a model's judgement takes the place of the words'", () => {
    const score = (probability: number): Move => ({
      type: "end-score",
      turn: 1,
      attempt: 1,
      probability,
    });
    const before = [open, voice, 500, pause(500), transcript("I was thinking")];
    expect(play(...before, score(0.9), 350).turn.user.state).toBe("quiet");
    expect(play(...before, score(0.1), 1_000).turn.user.state).toBe("settling");
    expect(play(...before, 1_000).turn.user.state).toBe("quiet");
  });

  it("T17: in manual mode a voice that goes on after the turn's end changes nothing", () => {
    const moves = [open, { type: "turn-begin", sample: 0 }, { type: "turn-end" }] as const;
    for (const more of [voice, resume]) {
      const { turn, last } = playMoves({ turns: "manual" }, ...moves, more);
      expect(turn.user.state).toBe("finishing");
      expect(last).toEqual([]);
    }
  });

  it("T17: in automatic mode the client's word begins no turn", () => {
    expect(play(open, { type: "turn-begin", sample: 0 }).turn.user.state).toBe("quiet");
  });

  it("T17: in manual mode the client says when a turn begins and ends", () => {
    const begin: Move = { type: "turn-begin", sample: 0 };
    const manual = (...moves: readonly Move[]) => playMoves({ turns: "manual" }, open, ...moves);
    expect(manual(voice).turn.user.state).toBe("quiet");
    const held = manual(begin, pause(0), transcript(QUESTION), 60_000);
    expect(held.turn.user.state).toBe("settling");
    expect(manual(begin, pause(0), transcript(QUESTION), { type: "turn-end" }).types).toContain(
      "reply-commit",
    );
    const taken = manual(begin, pause(0), transcript(QUESTION), { type: "turn-cancel" });
    expect(taken.types.slice(-2)).toEqual(["reply-drop", "nothing-said"]);
    const replied = [begin, pause(0), transcript(QUESTION), { type: "turn-end" } as const, audio()];
    expect(manual(...replied, played(50), begin).last).toMatchObject([
      { type: "reply-stop", samples: 50 },
      { type: "speech-started", turn: 2 },
    ]);
  });

  it("T18: beyond its bounds nothing is done on speculation", () => {
    const wasted: Move = { type: "wasted", usd: 0.03 };
    const spent = play(wasted, wasted, ...settled);
    expect(spent.types).not.toContain("reply-start");
    expect(play(wasted, wasted, ...thinking).types.slice(-2)).toEqual([
      "reply-start",
      "reply-commit",
    ]);
    expect(playMoves({ speculation: "off" }, ...settled).types).not.toContain("reply-start");
    const unknown: Move = { type: "wasted", usd: undefined };
    const one = { speculation: { usd: 1, replies: 1 } };
    expect(playMoves(one, unknown, ...settled).types).not.toContain("reply-start");
  });
});

describe("the agent speaks", () => {
  it("T19: it speaks until all was played, not until all was sent", () => {
    expect(play(...speaking, sent(24_000)).turn.agent.state).toBe("speaking");
    expect(play(...speaking, sent(24_000), played(24_000)).last).toEqual([
      { type: "reply-heard", turn: 1, attempt: 1 },
    ]);
    expect(play(...speaking, played(24_000), sent(24_000)).turn.agent.state).toBe("silent");
  });

  it("T20: reports never go backwards, and a last one short of the end is a stop", () => {
    expect(play(...speaking, played(500), played(300)).turn.agent).toMatchObject({ played: 500 });
    const given = [{ type: "reply-stop", turn: 1, attempt: 1, samples: 500 }];
    expect(play(...speaking, played(500, { done: true })).last).toEqual(given);
    expect(play(...speaking, sent(9_000), played(500, { done: true })).last).toEqual(given);
    expect(play(...speaking, sent(9_000), played(8_990, { done: true })).last).toEqual([
      { type: "reply-heard", turn: 1, attempt: 1 },
    ]);
  });

  it("T21: a reply without audio ends when it is complete", () => {
    expect(play(...thinking, sent(0)).last).toEqual([{ type: "reply-heard", turn: 1, attempt: 1 }]);
  });

  it("T22: a reply that fails after its first audio is stopped where it was heard", () => {
    expect(play(...speaking, failed()).last).toEqual([
      { type: "reply-stop", turn: 1, attempt: 1, samples: 100 },
    ]);
    expect(play(...thinking, failed()).last[0]).toEqual({
      type: "reply-drop",
      turn: 1,
      attempt: 1,
    });
  });

  it("T23: an interrupt stops the reply, and nobody's turn follows", () => {
    const { last, turn } = play(...speaking, interrupt);
    expect(last).toEqual([{ type: "reply-stop", turn: 1, attempt: 1, samples: 100 }]);
    expect(turn.number).toBe(1);
    expect(play(open, interrupt).last).toEqual([]);
  });

  it("T24: the last report of a reply that was cut corrects history", () => {
    const { last } = play(...speaking, interrupt, played(340, { done: true }));
    expect(last).toEqual([{ type: "reply-corrected", turn: 1, samples: 340 }]);
    const typed: Move = { type: "text", text: "Hello" };
    const early = play(...speaking, interrupt, played(200), played(150));
    expect(early.effects.slice(-1)).toEqual([{ type: "reply-corrected", turn: 1, samples: 200 }]);
    const twice = play(...speaking, typed, audio(2, 0), typed, played(340, { done: true }));
    expect(twice.last).toEqual([{ type: "reply-corrected", turn: 1, samples: 340 }]);
    expect(play(...speaking, interrupt, played(100, { done: true })).last).toEqual([]);
  });

  it("T25: a reply that nobody reports on counts as heard when its time is over", () => {
    const sending = [...speaking, sent(24_100)];
    expect(play(...sending, 2_900).turn.agent.state).toBe("speaking");
    expect(play(...sending, 3_000).last).toEqual([{ type: "reply-heard", turn: 1, attempt: 1 }]);
  });
});

describe("order", () => {
  it("T2: what belongs to another turn or attempt is dropped", () => {
    expect(play(...settled, transcript("late", { attempt: 0 })).last).toEqual([]);
    expect(play(...thinking, audio(1, 7)).turn.agent.state).toBe("thinking");
    expect(play(...thinking, audio(9)).turn.agent.state).toBe("thinking");
    expect(play(...speaking, played(5_000, { turn: 9 })).turn.agent).toMatchObject({ played: 100 });
  });
});
