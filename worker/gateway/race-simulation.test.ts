import { describe, expect, it } from "vitest";
import type { AppError } from "../../shared/errors/app-error.ts";
import { AppError as Failure } from "../../shared/errors/app-error.ts";
import type { ErrorCode } from "../../shared/errors/error-codes.ts";
import type { HedgeBudget } from "./hedge-budget.ts";
import { createHedgeBudget, HEDGE_SHARE } from "./hedge-budget.ts";
import type { RunEvent } from "./race-state.ts";
import { RunError } from "./run-error.ts";
import { createCountedClock, settled } from "./testing/counted-clock.ts";
import type { Act, PlayedCall, UpstreamPlay } from "./testing/scripted-race.ts";
import { fixedBudget, scriptedRace } from "./testing/scripted-race.ts";
import { seededRandom } from "../../shared/testing/seeded-random.ts";

const SCHEDULES = 10_000;

const REACHED = [
  ...["finished", "failed", "left"],
  ...["first", "retry", "failover", "hedge", "capped hedge", "continuation"],
  ...["ok", "cancelled", "lost"],
];

const PROSE =
  "keeps a lighthouse where gulls circle every morning, and whoever climbs its narrow stairs " +
  "finds bread, strong tea and three patient cats. Winter storms broke two windows; spring " +
  "repaired them without asking anybody's permission.";

const CODES: readonly ErrorCode[] = [
  "model_failed",
  "model_unavailable",
  "rate_limited",
  "timeout",
  "bad_input",
];

type Random = () => number;

const chance = (random: Random, share: number): boolean => random() < share;
const below = (random: Random, limit: number): number => Math.floor(random() * limit);

/** Every candidate tells it in its own way, so that a mix of two can be seen. */
const answerOf = (candidate: number): string => `Keeper${candidate} ${PROSE}`;

function failure(random: Random): AppError {
  const code = CODES[below(random, CODES.length)] ?? "model_failed";
  const retryAfter = chance(random, 0.2) ? 1 + below(random, 6) : undefined;
  return new Failure(code, "It failed.", retryAfter === undefined ? {} : { retryAfter });
}

/** Mostly quick; now and then slow or very slow. */
function delay(random: Random): number {
  const kind = random();
  if (kind < 0.85) return below(random, 30);
  return kind < 0.97 ? below(random, 600) : below(random, 30_000);
}

/** What is left of an answer of which `said` came, perhaps with its last two to five words again. */
function restOf(said: string, candidate: number, random: Random): string {
  if (said === "") return answerOf(candidate);
  const whole = [0, 1, 2].map(answerOf).find((answer) => answer.startsWith(said)) ?? "";
  const words = [...said.matchAll(/\S+/g)].map(({ index }) => index);
  const repeated = words.at(-2 - below(random, 4));
  return whole.slice(chance(random, 0.5) && repeated !== undefined ? repeated : said.length);
}

/** Anything that an upstream may do. */
function play(said: string, candidate: number, random: Random, withTool: boolean): UpstreamPlay {
  const acts: Act[] = [];
  let rest = restOf(said, candidate, random);
  const isDeaf = chance(random, 0.2);
  if (chance(random, 0.15))
    return { acts: [{ after: delay(random), error: failure(random) }], isDeaf };
  if (chance(random, 0.05)) return { acts, isDeaf };
  if (chance(random, 0.2))
    acts.push({ after: delay(random), event: { type: "reasoning", text: "hm" } });
  const breaksAt = chance(random, 0.3) ? below(random, rest.length + 1) : Infinity;
  let sent = 0;
  while (rest !== "") {
    const text = rest.slice(0, 1 + below(random, 60));
    if (sent + text.length > breaksAt) return { acts: [...acts, ending(random)], isDeaf };
    acts.push({ after: delay(random), event: { type: "text", text } });
    rest = rest.slice(text.length);
    sent += text.length;
  }
  if (withTool) {
    const part = { type: "tool-input", id: "c1", name: "look", delta: "{}" } as const;
    acts.push({ after: delay(random), event: part });
    if (chance(random, 0.3)) return { acts: [...acts, ending(random)], isDeaf };
    const call = { id: "c1", name: "look", input: "{}" };
    acts.push({ after: delay(random), event: { type: "tool-call", call } });
  }
  acts.push({ after: delay(random), event: { type: "finish", reason: "stop", usage: {} } });
  return { acts, isDeaf };
}

/** An error, or one that comes so late that it is silence. */
function ending(random: Random): Act {
  return { after: chance(random, 0.3) ? 1e9 : delay(random), error: failure(random) };
}

type Ending = "finished" | "failed" | "left";

interface Outcome {
  readonly events: readonly RunEvent[];
  readonly ending: Ending;
  readonly error: unknown;
  readonly calls: readonly PlayedCall[];
  readonly timers: number;
}

/** One run from its first question to its end, in virtual time. */
async function simulate(seed: number, hedge: HedgeBudget): Promise<Outcome> {
  const random = seededRandom(seed);
  const clock = createCountedClock();
  const control = new AbortController();
  const withTool = chance(random, 0.15);
  const { race, calls } = scriptedRace({
    candidates: Array.from({ length: 1 + below(random, 3) }, (_, index) => ({
      name: `p${index}/m`,
      repeatable: chance(random, 0.5),
      deadlineMs: chance(random, 0.7) ? 20 + below(random, 300) : undefined,
    })),
    play: (lane, said) => play(said, lane.candidate, random, withTool),
    policy: {
      triesPerCandidate: 1 + below(random, 3),
      hedge: chance(random, 0.8),
      continues: chance(random, 0.8),
    },
    clock,
    random,
    signal: control.signal,
    hedge,
    ...(chance(random, 0.1) ? { timeoutMs: below(random, 2_000) } : {}),
  });
  const aborts = chance(random, 0.1);
  const keep = aborts
    ? clock.schedule(below(random, 1_000), () => control.abort("enough"))
    : () => undefined;
  const leavesAfter = chance(random, 0.1) ? below(random, 6) : Infinity;
  const isSlow = chance(random, 0.2);
  const events: RunEvent[] = [];
  let over: { ending: Ending; error?: unknown } | undefined;
  const read = async (): Promise<Ending> => {
    for await (const event of race) {
      events.push(event);
      if (events.length > leavesAfter && event.type !== "finish") return "left";
      if (isSlow)
        await new Promise<void>((resolve) => void clock.schedule(below(random, 20_000), resolve));
    }
    return "finished";
  };
  void read().then(
    (ending) => (over = { ending }),
    (error: unknown) => (over = { ending: "failed", error }),
  );
  await settled();
  while (over === undefined && clock.toNext()) await settled();
  if (over === undefined) throw new Error(`Seed ${seed} waits for ever.`);
  keep();
  return { events, ...{ error: undefined, ...over }, calls, timers: clock.pending };
}

function check(seed: number, { events, ending, error, calls, timers }: Outcome): void {
  const where = `seed ${seed}`;
  expect(timers, where).toBe(0);
  const finishes = events.filter(({ type }) => type === "finish").length;
  // Exactly one answer, or exactly one error.
  expect(finishes, where).toBe(ending === "finished" ? 1 : 0);
  if (ending === "finished") expect(events.at(-1)?.type, where).toBe("finish");
  if (ending === "failed") expect(error, where).toBeInstanceOf(Failure);
  // No word is lost, repeated, or of another candidate's answer.
  const text = events.map((event) => (event.type === "text" ? event.text : "")).join("");
  const whole = [0, 1, 2].map(answerOf).find((answer) => answer.startsWith(text));
  expect(whole, `${where}: ${text}`).toBeDefined();
  if (ending === "finished") expect(text, where).toBe(whole);
  // Half a tool call is said to be incomplete.
  const parts = events.filter(({ type }) => type === "tool-input").length;
  const wholes = events.filter(({ type }) => type === "tool-call").length;
  expect(wholes, where).toBeLessThanOrEqual(parts);
  if (parts > wholes && error instanceof RunError)
    expect(error.incomplete, where).toBe("tool-call");
  for (const call of calls) {
    // Every started call finished or was cancelled, and was metered once.
    expect(call.finished || call.signal.aborted, where).toBe(true);
    expect(call.endings, where).toHaveLength(1);
    expect(call.endings[0]?.status === "ok", where).toBe(
      ending === "finished" && call === calls.findLast(({ won }) => won),
    );
  }
}

describe("the race under a manual clock", () => {
  it(`G39: ${SCHEDULES} schedules: one answer, no lost or repeated event, every call ended and metered once`, async () => {
    const shared = createHedgeBudget();
    const seen = new Map<string, number>();
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const isCapped = seed % 2 === 0;
      const outcome = await simulate(seed, isCapped ? shared : fixedBudget(true));
      check(seed, outcome);
      count(outcome.ending);
      for (const { lane, endings } of outcome.calls) {
        count(lane.kind === "hedge" && isCapped ? "capped hedge" : lane.kind);
        count(endings[0]?.status ?? "none");
      }
    }
    // The schedules reach everything that the race can do.
    for (const what of REACHED) expect(seen.get(what) ?? 0, what).toBeGreaterThan(100);
    expect(seen.get("capped hedge") ?? 0).toBeLessThanOrEqual((SCHEDULES / 2) * HEDGE_SHARE);
  }, 60_000);
});
