import { describe, expect, it } from "vitest";
import { seededRandom } from "../testing/seeded-random.ts";
import { nextDeadline } from "./deadlines.ts";
import { transition } from "./transition.ts";
import type { TurnEffect } from "./turn-effect.ts";
import type { TurnHappening } from "./turn-event.ts";
import type { TurnSettings } from "./turn-settings.ts";
import { TURN_SETTINGS } from "./turn-settings.ts";
import { initialTurn } from "./turn.ts";
import type { Turn } from "./turn.ts";

const TEXTS = ["", "yeah", "Stop.", "What about the", "Tell me more.", "there was a king"];
const SAYING = "once upon a time there was a king";

/** Anything at all, mostly about what is going on, as a hostile or broken outside might send it. */
function anything(turn: Turn, random: () => number): TurnHappening {
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const count = (below: number): number => Math.floor(random() * below);
  const { user, agent } = turn;
  const mine = user.state === "quiet" ? { turn: count(9), attempt: count(3) } : user;
  const theirs = agent.state === "silent" ? { turn: count(9), attempt: count(3) } : agent;
  const near = (value: number): number => (random() < 0.1 ? count(9) : value);
  const asked = { turn: near(mine.turn), attempt: near(mine.attempt) };
  const made = { turn: near(theirs.turn), attempt: near(theirs.attempt) };
  const sample = count(100_000);
  return pick<TurnHappening>(
    { type: "microphone", state: pick("open", "open", "open", "closed") },
    { type: "client", state: pick("here", "here", "gone") },
    {
      type: "client",
      state: "here",
      has: { turn: made.turn, samples: sample, played: count(sample + 1) },
    },
    { type: "speech-start", sample },
    { type: "pause", sample, quietSince: count(2_000) },
    { type: "resume", sample },
    { type: "turn-begin", sample },
    { type: "turn-end" },
    { type: "turn-cancel" },
    { type: "words", turn: asked.turn, text: pick(...TEXTS), saying: SAYING },
    { type: "transcript", ...asked, text: pick(...TEXTS), saying: SAYING },
    { type: "transcript", ...asked, text: pick(...TEXTS), saying: SAYING },
    { type: "transcript-failed", ...asked },
    { type: "end-score", ...asked, probability: random() },
    { type: "text", text: "Hello" },
    { type: "greet" },
    { type: "say", what: { kind: "news", id: "a" } },
    { type: "interrupt" },
    { type: "reply-audio", ...made },
    { type: "reply-audio", ...made },
    { type: "reply-end", ...made, samples: sample },
    { type: "reply-failed", ...made },
    { type: "played", turn: made.turn, samples: sample, done: random() < 0.3 },
    { type: "wasted", usd: pick(undefined, 0.001) },
    { type: "tick" },
  );
}

function settingsOf(random: () => number): TurnSettings {
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  return {
    ...TURN_SETTINGS,
    turns: pick("automatic", "automatic", "manual"),
    interruption: pick(
      { type: "words", count: 1 },
      { type: "words", count: 3 },
      { type: "keywords", keywords: ["stop"] },
      { type: "never" },
    ),
    speculation: pick<TurnSettings["speculation"]>({ usd: 0.002, replies: 3 }, "off"),
    awayMs: pick<TurnSettings["awayMs"]>(3_000, "off"),
    sessionMs: pick<TurnSettings["sessionMs"]>(20_000, "off"),
  };
}

/** What is under way, by the effects alone. */
interface Ledger {
  readonly number: number;
  readonly reply: { readonly key: string; readonly state: "held" | "committed" } | undefined;
  readonly ducked: boolean;
}

/** T3, T4 and what effects must look like to whoever carries them out. */
function follow(ledger: Ledger, effect: TurnEffect): Ledger {
  const { reply } = ledger;
  switch (effect.type) {
    case "speech-started":
      expect(effect.turn).toBeGreaterThan(ledger.number);
      return { ...ledger, number: effect.turn };
    case "reply-start":
      expect(reply).toBeUndefined();
      expect(effect.turn).toBeGreaterThanOrEqual(ledger.number);
      return {
        number: effect.turn,
        reply: { key: `${effect.turn}/${effect.attempt}`, state: "held" },
        ducked: false,
      };
    case "reply-commit":
      expect(reply).toEqual({ key: `${effect.turn}/${effect.attempt}`, state: "held" });
      return { ...ledger, reply: { key: reply?.key ?? "", state: "committed" } };
    case "reply-drop":
      expect(reply?.key).toBe(`${effect.turn}/${effect.attempt}`);
      return { ...ledger, reply: undefined };
    case "reply-stop":
    case "reply-heard":
      expect(reply).toEqual({ key: `${effect.turn}/${effect.attempt}`, state: "committed" });
      return { ...ledger, reply: undefined };
    case "duck":
      expect(reply?.state).toBe("committed");
      expect(ledger.ducked).toBe(false);
      return { ...ledger, ducked: true };
    case "unduck":
      expect(reply?.state).toBe("committed");
      expect(ledger.ducked).toBe(true);
      return { ...ledger, ducked: false };
    default:
      return ledger;
  }
}

/** What holds in every state. */
function check({ user, agent, number, waiting }: Turn): void {
  const replying = agent.state === "thinking" || agent.state === "speaking";
  if (user.state !== "quiet") {
    expect(user.turn).toBeLessThanOrEqual(number);
    expect(user.claim.state === "contested").toBe(replying);
  }
  if (agent.state === "speculating") expect(user).toMatchObject({ turn: agent.turn });
  if (replying && agent.floor === "held") expect(user.state).not.toBe("quiet");
  expect(waiting.length).toBeLessThanOrEqual(8);
}

describe("whatever happens", () => {
  it.each(Array.from({ length: 6 }, (_, index) => index))(
    "T1, T3, T4: the machine is total and keeps its order (seeds %i00 to %i99)",
    (hundred) => {
      for (let seed = hundred * 100; seed < hundred * 100 + 100; seed++) {
        const random = seededRandom(seed);
        let turn = initialTurn(0, settingsOf(random));
        let ledger: Ledger = { number: 0, reply: undefined, ducked: false };
        let now = 0;
        for (let index = 0; index < 200; index++) {
          now += Math.floor(random() * random() * 4_000);
          const happening = anything(turn, random);
          const [next, effects] = transition(turn, { ...happening, at: now });
          for (const effect of effects) ledger = follow(ledger, effect);
          expect(next.number).toBeGreaterThanOrEqual(turn.number);
          check(next);
          expect(nextDeadline(next) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(now);
          turn = next;
        }
      }
    },
  );

  it("T1: an event that does not apply changes nothing", () => {
    const turn = initialTurn();
    for (const happening of [
      { type: "resume", sample: 1 },
      { type: "pause", sample: 1, quietSince: 0 },
      { type: "turn-end" },
      { type: "turn-cancel" },
      { type: "interrupt" },
      { type: "played", turn: 1, samples: 5, done: true },
      { type: "reply-audio", turn: 1, attempt: 1 },
      { type: "tick" },
    ] satisfies TurnHappening[])
      expect(transition(turn, { ...happening, at: 5 })).toEqual([turn, []]);
  });
});
