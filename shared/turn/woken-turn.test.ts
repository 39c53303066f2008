import { describe, expect, it } from "vitest";
import { nextDeadline } from "./deadlines.ts";
import { transition } from "./transition.ts";
import { TURN_SETTINGS } from "./turn-settings.ts";
import type { TurnHappening } from "./turn-event.ts";
import { initialTurn } from "./turn.ts";
import type { Turn } from "./turn.ts";
import { keptTurn, wokenTurn } from "./woken-turn.ts";

const TIMES = { lost: 9_000, at: 10_000 };

/** The machine after events, one every 100 ms. */
function after(...events: readonly TurnHappening[]): Turn {
  const open: TurnHappening = { type: "microphone", state: "open" };
  return [open, ...events].reduce(
    (turn, event, index) => transition(turn, { ...event, at: index * 100 })[0],
    initialTurn(),
  );
}

/** The same after its memory was lost; what is stored is JSON. */
function woken(turn: Turn, words = ""): Turn {
  const kept = JSON.parse(JSON.stringify(keptTurn(turn))) as ReturnType<typeof keptTurn>;
  return wokenTurn(kept, words, TURN_SETTINGS, TIMES);
}

const SPEECH: TurnHappening = { type: "speech-start", sample: 0 };
const PAUSE: TurnHappening = { type: "pause", sample: 800, quietSince: 200 };
const WORDS: TurnHappening = {
  ...{ type: "transcript", turn: 1, attempt: 1 },
  ...{ text: "Go forward ten meters.", saying: "" },
};
const ANSWER: readonly TurnHappening[] = [
  { type: "text", text: "Talk." },
  { type: "reply-audio", turn: 1, attempt: 0 },
];

describe("a turn after the loss of its memory", () => {
  it("T60: keeps what was learnt, and everybody has gone", () => {
    const turn: Turn = {
      ...after(),
      ...{ number: 7, patience: { pauseMs: 900 }, wasted: { replies: 2, usd: 0.1 } },
      waiting: [{ kind: "news", id: "n" }],
      stopped: [{ turn: 6, samples: 5 }],
    };
    const { number, patience, wasted, waiting, stopped, microphone, client } = woken(turn);
    expect({ number, patience, wasted, waiting, stopped }).toEqual({
      ...{ number: 7, patience: turn.patience, wasted: turn.wasted },
      ...{ waiting: turn.waiting, stopped: turn.stopped },
    });
    expect({ microphone, client }).toEqual({
      microphone: "closed",
      client: { state: "gone", since: 9_000 },
    });
  });

  it("T61: waits a second for a speaker who comes back", () => {
    const turn = woken(after(SPEECH), "Go forward ten meters.");
    expect(turn.user).toMatchObject({ state: "settling", turn: 1 });
    expect(nextDeadline(turn)).toBe(11_000 + TURN_SETTINGS.minMs);
    const [resumed] = transition(
      transition(turn, { type: "microphone", state: "open", at: 10_500 })[0],
      { ...SPEECH, at: 10_600 },
    );
    expect(resumed).toMatchObject({ number: 1, user: { state: "hearing", turn: 1 } });
    expect(resumed.patience).toEqual(turn.patience);
    const [, effects] = transition(turn, { type: "tick", at: 11_400 });
    expect(effects).toContainEqual(
      expect.objectContaining({ type: "user-said", text: "Go forward ten meters." }),
    );
  });

  it("T61: ends by `turn-end` where it was over, and is forgotten without words", () => {
    const over = after(SPEECH, { type: "microphone", state: "closed" });
    expect(over.user.state).toBe("finishing");
    const [, effects] = transition(woken(over, "Go on."), { type: "turn-end", at: 10_000 });
    expect(effects.map(({ type }) => type)).toEqual([
      "speech-ended",
      "user-said",
      "reply-start",
      "reply-commit",
    ]);
    expect(woken(over).user).toEqual({ state: "quiet" });
    expect(woken(after(SPEECH)).user).toEqual({ state: "quiet" });
  });

  it("T62: forgets a voice over the agent", () => {
    const turn = after(...ANSWER, SPEECH);
    expect(turn).toMatchObject({ agent: { floor: "held" }, user: { state: "hearing" } });
    expect(woken(turn, "mm")).toMatchObject({
      agent: { state: "speaking", floor: "has", reportedAt: 10_000 },
      user: { state: "quiet" },
    });
  });

  it("T63: goes on with a reply", () => {
    expect(woken(after(...ANSWER)).agent).toMatchObject({ state: "speaking", turn: 1 });
    expect(woken(after({ type: "text", text: "Talk." })).agent.state).toBe("thinking");
    const speculating = after(SPEECH, PAUSE, WORDS);
    expect(speculating.agent.state).toBe("speculating");
    expect(woken(speculating)).toMatchObject({
      agent: speculating.agent,
      user: { state: "settling", transcript: { text: "Go forward ten meters." } },
    });
  });
});
