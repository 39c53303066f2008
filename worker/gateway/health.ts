import type { ErrorCode } from "../../shared/errors/error-codes.ts";

/** Failures in a row after which a model is left alone. */
export const BREAKER_FAILURES = 5;

/** Milliseconds that a model is left alone at first; each relapse doubles them. */
const OPEN_MS = 10_000;
const LONGEST_OPEN_MS = 5 * 60_000;

/** A relapse later than this after the last one counts as a first one. */
const FORGIVEN_MS = 10 * 60_000;

/** Milliseconds after which the tried model's answer is no longer waited for. */
const PROBE_MS = 60_000;

/** Milliseconds in which an observed latency loses all but 1/e of its weight. */
const LATENCY_DECAY_MS = 30_000;

/** Times to first token that are remembered, and that are needed before they say anything. */
const SAMPLES = 64;
const FEWEST_SAMPLES = 10;

/** A deadline is this quantile of the remembered times, with room for chance. */
const DEADLINE_QUANTILE = 0.95;
const DEADLINE_FACTOR = 1.5;
const SHORTEST_DEADLINE_MS = 30;

/** Whether a model is asked: `half-open` lets one call through to see. */
export type Breaker =
  | { readonly state: "closed" }
  | { readonly state: "open"; readonly until: number; readonly times: number }
  | { readonly state: "half-open"; readonly since: number; readonly times: number };

/** What is known of one provider's model in this isolate. Times are in milliseconds. */
export interface ModelHealth {
  /** Peak EWMA of the time to first token, as of `latencyAt`. */
  readonly latencyMs: number;
  readonly latencyAt: number;
  /** The last times to first token, oldest first. */
  readonly firstTokens: readonly number[];
  /** How many there were altogether. */
  readonly answered: number;
  /** Time after which a silent call is unusually late; undefined while too little is known. */
  readonly deadlineMs: number | undefined;
  /** Calls that are being answered. */
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of `failed`: answers that broke in their middle. */
  readonly broken: number;
  readonly consecutiveFailures: number;
  readonly lastError: ErrorCode | undefined;
  readonly lastOpenedAt: number;
  readonly breaker: Breaker;
}

/** What a call showed of its model. */
export type Observation =
  | { readonly type: "started" }
  | { readonly type: "first-token"; readonly ms: number }
  | { readonly type: "succeeded" }
  /** It failed for a reason of its provider's; `begun`: in the middle of its answer. */
  | { readonly type: "failed"; readonly code: ErrorCode; readonly begun: boolean }
  /** It was still silent after `ms`, when a rival answered. */
  | { readonly type: "slow"; readonly ms: number }
  /** It ended for a reason that says nothing of the model. */
  | { readonly type: "released" };

export const UNKNOWN_HEALTH: ModelHealth = {
  latencyMs: 0,
  latencyAt: 0,
  firstTokens: [],
  answered: 0,
  deadlineMs: undefined,
  running: 0,
  succeeded: 0,
  failed: 0,
  broken: 0,
  consecutiveFailures: 0,
  lastError: undefined,
  lastOpenedAt: -Infinity,
  breaker: { state: "closed" },
};

/** The health after an observation at `now`. `random` in [0, 1) spreads reopening. */
export function observe(
  health: ModelHealth,
  observation: Observation,
  now: number,
  random: number,
): ModelHealth {
  switch (observation.type) {
    case "started":
      return { ...health, running: health.running + 1, breaker: probing(health.breaker, now) };
    case "first-token":
      return {
        ...withSample(withLatency(health, observation.ms, now), observation.ms),
        ...recovered(health),
      };
    case "succeeded":
      return {
        ...ended(health),
        succeeded: health.succeeded + 1,
        consecutiveFailures: 0,
        breaker: { state: "closed" },
      };
    case "failed":
      return {
        ...failing(ended(health), now, random),
        failed: health.failed + 1,
        broken: health.broken + (observation.begun ? 1 : 0),
        lastError: observation.code,
      };
    case "slow":
      return failing(withLatency(ended(health), observation.ms, now), now, random);
    case "released":
      return {
        ...ended(health),
        breaker:
          health.breaker.state === "half-open"
            ? { state: "open", until: now, times: health.breaker.times }
            : health.breaker,
      };
  }
}

/** The breaker as it is at `now`: time alone half-opens it. */
export function breakerAt({ breaker }: ModelHealth, now: number): Breaker["state"] {
  return breaker.state === "open" && now >= breaker.until ? "half-open" : breaker.state;
}

/** Whether a model may be asked at `now`. */
export function isAdmitted({ breaker }: ModelHealth, now: number): boolean {
  switch (breaker.state) {
    case "closed":
      return true;
    case "open":
      return now >= breaker.until;
    case "half-open":
      return now >= breaker.since + PROBE_MS;
  }
}

/** Expected milliseconds to a first token, rising with the calls under way; 0 when not known. */
export function loadAt(health: ModelHealth, now: number): number {
  const age = Math.max(0, now - health.latencyAt);
  return health.latencyMs * Math.exp(-age / LATENCY_DECAY_MS) * (health.running + 1);
}

function ended(health: ModelHealth): ModelHealth {
  return { ...health, running: Math.max(0, health.running - 1) };
}

/** Peak EWMA: a worse value counts at once, a better one by and by. */
function withLatency(health: ModelHealth, ms: number, now: number): ModelHealth {
  const age = Math.max(0, now - health.latencyAt);
  // Calls that end together count too.
  const weight = Math.min(0.95, Math.exp(-age / LATENCY_DECAY_MS));
  const smoothed = health.latencyMs * weight + ms * (1 - weight);
  return { ...health, latencyMs: Math.max(ms, smoothed), latencyAt: now };
}

/** The deadline is worked out for every eighth sample: sorting costs more than the rest of a call. */
function withSample(health: ModelHealth, ms: number): ModelHealth {
  const firstTokens = [...health.firstTokens.slice(1 - SAMPLES), ms];
  const answered = health.answered + 1;
  const isDue = answered >= FEWEST_SAMPLES && (answered - FEWEST_SAMPLES) % 8 === 0;
  const deadlineMs = isDue ? deadlineOf(firstTokens) : health.deadlineMs;
  return { ...health, firstTokens, answered, deadlineMs };
}

function deadlineOf(firstTokens: readonly number[]): number {
  const sorted = firstTokens.toSorted((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * DEADLINE_QUANTILE));
  return Math.max(SHORTEST_DEADLINE_MS, Math.ceil((sorted[at] ?? 0) * DEADLINE_FACTOR));
}

function probing(breaker: Breaker, now: number): Breaker {
  if (breaker.state === "open" && now >= breaker.until)
    return { state: "half-open", since: now, times: breaker.times };
  if (breaker.state === "half-open" && now >= breaker.since + PROBE_MS)
    return { ...breaker, since: now };
  return breaker;
}

/** A first token closes the breaker, but only a whole answer wipes the slate clean. */
function recovered(health: ModelHealth): Partial<ModelHealth> {
  if (health.breaker.state === "closed") return {};
  return { breaker: { state: "closed" }, consecutiveFailures: BREAKER_FAILURES - 1 };
}

function failing(health: ModelHealth, now: number, random: number): ModelHealth {
  const consecutiveFailures = health.consecutiveFailures + 1;
  const { breaker } = health;
  // Calls that began before it opened say nothing new.
  if (breaker.state === "open" && now < breaker.until) return { ...health, consecutiveFailures };
  if (breaker.state === "closed" && consecutiveFailures < BREAKER_FAILURES)
    return { ...health, consecutiveFailures };
  return { ...health, consecutiveFailures, ...opened(health, now, random) };
}

function opened(health: ModelHealth, now: number, random: number): Partial<ModelHealth> {
  const times =
    health.breaker.state !== "closed"
      ? health.breaker.times + 1
      : now - health.lastOpenedAt < FORGIVEN_MS
        ? 2
        : 1;
  const ms = Math.min(LONGEST_OPEN_MS, OPEN_MS * 2 ** (times - 1)) * (0.75 + random / 2);
  return { breaker: { state: "open", until: now + ms, times }, lastOpenedAt: now };
}
