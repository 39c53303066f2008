import type { Breaker, ModelHealth, Observation } from "./health.ts";
import { breakerAt, observe, UNKNOWN_HEALTH } from "./health.ts";

/** Models that are remembered; callers choose names, so there must be an end of them. */
const MODELS = 1_000;

/** One model as `GET /v1/health/models` shows it. */
export interface HealthReport {
  /** `provider/model`. */
  readonly model: string;
  readonly breaker: Breaker["state"];
  /** Milliseconds since 1970 until which it is left alone. */
  readonly openUntil?: number;
  /** Milliseconds; absent: no first token was seen yet. */
  readonly firstTokenMs?: number;
  /** Milliseconds after which a silent call gets a rival; absent: too little is known. */
  readonly deadlineMs?: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly broken: number;
  readonly consecutiveFailures: number;
  readonly lastError?: string;
}

/** The health of every model that an isolate has asked. */
export interface HealthTable {
  of(model: string): ModelHealth;
  observe(model: string, observation: Observation, now: number, random: number): void;
  /** All of them, those asked last at the end. */
  snapshot(now: number): readonly HealthReport[];
}

/** Makes a table that knows nothing. */
export function createHealthTable(): HealthTable {
  // Insertion order is the order of use: the first is the one to forget.
  const models = new Map<string, ModelHealth>();
  return {
    of: (model) => models.get(model) ?? UNKNOWN_HEALTH,
    observe(model, observation, now, random) {
      const known = models.get(model);
      // What was forgotten while it ran is not brought back by its end.
      if (known === undefined && observation.type !== "started") return;
      if (observation.type === "started") models.delete(model);
      models.set(model, observe(known ?? UNKNOWN_HEALTH, observation, now, random));
      if (models.size <= MODELS) return;
      const [oldest] = models.keys();
      if (oldest !== undefined) models.delete(oldest);
    },
    snapshot: (now) => [...models].map(([model, health]) => report(model, health, now)),
  };
}

/** The health of this isolate's models. */
export const HEALTH: HealthTable = createHealthTable();

function report(model: string, health: ModelHealth, now: number): HealthReport {
  const { breaker, firstTokens, latencyMs, deadlineMs, lastError } = health;
  return {
    model,
    breaker: breakerAt(health, now),
    ...(breaker.state === "open" ? { openUntil: breaker.until } : {}),
    ...(firstTokens.length === 0 ? {} : { firstTokenMs: Math.round(latencyMs) }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    running: health.running,
    succeeded: health.succeeded,
    failed: health.failed,
    broken: health.broken,
    consecutiveFailures: health.consecutiveFailures,
    ...(lastError === undefined ? {} : { lastError }),
  };
}
