import { seededRandom } from "../../shared/testing/seeded-random.ts";
import type { Fault, ModelHabits, Plan, Step } from "./plan.ts";
import { uniqueWord } from "./vocabulary.ts";

type Random = () => number;

const SHORT = ["yes.", "no.", "okay", "sure."];
const BACKCHANNELS = ["mm-hm", "right", "yeah", "uh-huh", "okay"];
const TRAILING = ["and", "um", "because", "so", "with the"];
const DIGITS = ["one", "two", "three", "seven", "nine"];
const GARBAGE = [
  "",
  "{",
  "null",
  '{"type":"hello"}',
  '{"type":"played","turn":-1,"samples":1}',
  '{"type":"state","state":"idle","turn":1}',
  '{"type":"microphone","state":"ajar"}',
];

/** Everything about a session that follows from its seed. */
export function planOf(seed: number): Plan {
  const random = seededRandom(seed);
  const chance = (share: number): boolean => random() < share;
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const manual = chance(0.12);
  const troubled = chance(0.5);
  const turns = 1 + Math.floor(random() * 4);
  let words = 0;
  const steps = Array.from({ length: turns }, () =>
    turnSteps(random, manual, () => uniqueWord(words++, "user")),
  );
  return {
    seed,
    agent: {
      greeting: chance(0.5),
      readsAhead: chance(0.2),
      contextTokens: pick(8_000, 8_000, 600),
      turn: turnOf(random),
    },
    client: { plays: !chance(0.06), turns: manual ? "manual" : "automatic" },
    network: pick(
      { leastMs: 5, mostMs: 15 },
      { leastMs: 20, mostMs: 60 },
      { leastMs: 40, mostMs: 400 },
    ),
    storageMs: pick(0, 0, 5, 40, 600),
    timerLateMs: pick(0, 0, 5, 200),
    models: troubled ? habits(random) : STEADY,
    steps: steps.flat(),
    faults: chance(0.5) ? faultsOf(random, turns) : [],
    ending: pick("closes the microphone", "leaves", "says nothing more"),
  };
}

const STEADY: ModelHabits = {
  ...{ fails: 0, cuts: 0, slow: 0, hangs: 0, wrong: 0, tools: 0.2, empty: 0, badTools: 0 },
};

function habits(random: Random): ModelHabits {
  const share = (most: number): number => (random() < 0.5 ? 0 : random() * most);
  return {
    fails: share(0.3),
    cuts: share(0.3),
    slow: share(0.4),
    hangs: share(0.15),
    wrong: share(0.2),
    tools: share(0.7),
    empty: share(0.2),
    badTools: share(0.6),
  };
}

function turnOf(random: Random): Plan["agent"]["turn"] {
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  return {
    awayMs: pick<number | "off">(3_000, "off", 20_000),
    idleMs: pick(4_000, 8_000),
    sessionMs: pick<number | "off">("off", "off", "off", 15_000),
    graceMs: pick(2_000, 20_000, 120_000),
    speculation: pick<"off" | { usd: number; replies: number }>(
      { usd: 1, replies: 200 },
      { usd: 1, replies: 200 },
      { usd: 0.02, replies: 2 },
      "off",
    ),
    interruption: pick(
      { type: "words", count: 1 } as const,
      { type: "words", count: 1 } as const,
      { type: "words", count: 3 } as const,
      { type: "keywords", keywords: ["computer"] } as const,
      { type: "never" } as const,
    ),
  };
}

/** What a user does from one answer to the next. */
function turnSteps(random: Random, manual: boolean, next: () => string): Step[] {
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const chance = (share: number): boolean => random() < share;
  const between = (least: number, most: number): number =>
    Math.round(least + random() * (most - least));
  const some = (least: number, most: number): string[] =>
    Array.from({ length: between(least, most) }, next);
  const ended = (words: string[]): string[] => [
    ...words.slice(0, -1),
    `${words.at(-1)}${pick("", ".", "?", ".")}`,
  ];
  const say = (...words: string[]): Step => ({ do: "say", words });
  const wait = (least: number, most: number): Step => ({ do: "wait", ms: between(least, most) });
  const speech = (): Step[] =>
    pick<() => Step[]>(
      () => [say(...ended(some(1, 7)))],
      () => [say(...ended(some(1, 7)))],
      () => [say(...some(1, 3), pick(...TRAILING)), wait(80, 1_600), say(...ended(some(1, 4)))],
      () => [say("um"), wait(100, 700), say(...ended(some(2, 5)))],
      () => [say(...some(1, 3), "no", "wait", ...ended(some(1, 3)))],
      () => [say(pick(...DIGITS), pick(...DIGITS)), wait(200, 900), say(pick(...DIGITS))],
      () => [say(pick(...SHORT))],
    )();
  const meanwhile = (): Step[] =>
    pick<() => Step[]>(
      () => [],
      () => [],
      () => [say(pick(...BACKCHANNELS))],
      () => [{ do: "noise", ms: between(60, 900) }],
      () => [{ do: "echo", words: between(1, 6) }],
      () => [say(...ended(some(1, 5)))],
      () => [say(...some(1, 2)), wait(50, 400), say(...ended(some(1, 2)))],
      () => [say("stop")],
      () => [{ do: "interrupt" }],
      () => [{ do: "type", text: ended(some(1, 4)).join(" ") }],
      () => [
        { do: "microphone", state: pick("muted", "closed") },
        wait(50, 900),
        { do: "microphone", state: "open" },
      ],
      () => [lie(random)],
      () => [{ do: "garbage", data: pick(...GARBAGE) }],
      () => [{ do: "turn", action: pick("begin", "end", "cancel") }],
    )();
  const listen = (): Step => ({
    do: "listen",
    until: pick("audible", "silent", "silent"),
    ms: between(500, 12_000),
  });
  const asked: Step[] = chance(0.12)
    ? [{ do: "type", text: ended(some(1, 5)).join(" ") }]
    : manual
      ? [
          { do: "turn", action: "begin" },
          ...speech(),
          { do: "turn", action: chance(0.1) ? "cancel" : "end" },
        ]
      : speech();
  return [
    wait(0, 600),
    ...(chance(0.15) ? meanwhile() : []),
    ...asked,
    ...(chance(0.2) ? [wait(0, 900), ...meanwhile()] : []),
    listen(),
    wait(0, 900),
    ...(chance(0.6) ? meanwhile() : []),
    ...(chance(0.5) ? [listen()] : []),
  ];
}

function lie(random: Random): Step {
  const turn = Math.floor(random() * 6);
  const samples = Math.floor(random() * 400_000);
  const done = random() < 0.4 ? { done: true } : {};
  return { do: "lie", message: { type: "played", turn, samples, ...done } };
}

function faultsOf(random: Random, turns: number): Fault[] {
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const count = 1 + Math.floor(random() * 3);
  return Array.from({ length: count }, (): Fault => {
    const after = 1 + Math.floor(random() * turns * 25);
    return pick<() => Fault>(
      () => ({
        what: "drop",
        after,
        backMs: pick(50, 400, 2_000, 9_000),
        noticedMs: pick(0, 30, 1_500, 30_000),
      }),
      () => ({ what: "drop", after, backMs: pick(50, 400, 2_000), noticedMs: pick(0, 30, 1_500) }),
      () => ({ what: "crash", after, backMs: pick(50, 400, 2_000) }),
      () => ({ what: "hibernate", after }),
      () => ({ what: "tick", after }),
      () => ({ what: "takeover", after }),
    )();
  });
}
