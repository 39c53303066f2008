import type { Plan } from "./plan.ts";
import type { Outcome } from "./simulate.ts";
import { simulate } from "./simulate.ts";

/** Plays that a shrink may take. */
const MOST_PLAYS = 400;

/** Every plan that is a little simpler, the greatest steps first. */
function* simpler(plan: Plan): Generator<Plan> {
  const { steps, faults } = plan;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let at = 0; at < steps.length; at += size)
      yield { ...plan, steps: steps.toSpliced(at, size) };
  for (const [at] of faults.entries()) yield { ...plan, faults: faults.toSpliced(at, 1) };
  for (const habit of Object.keys(plan.models) as (keyof Plan["models"])[])
    if (plan.models[habit] > 0) yield { ...plan, models: { ...plan.models, [habit]: 0 } };
  if (plan.storageMs > 0) yield { ...plan, storageMs: 0 };
  if (plan.timerLateMs > 0) yield { ...plan, timerLateMs: 0 };
  if (plan.network.mostMs > 15) yield { ...plan, network: { leastMs: 5, mostMs: 15 } };
  if (plan.agent.greeting) yield { ...plan, agent: { ...plan.agent, greeting: false } };
  if (plan.agent.readsAhead) yield { ...plan, agent: { ...plan.agent, readsAhead: false } };
  for (const [at, step] of steps.entries())
    if (step.do === "say" && step.words.length > 1)
      yield { ...plan, steps: steps.with(at, { ...step, words: step.words.slice(0, -1) }) };
}

/** The smallest plan found that still breaks the rule that `plan` breaks first; with its trace. */
export async function shrink(
  plan: Plan,
): Promise<{ readonly plan: Plan; readonly outcome: Outcome }> {
  let best = plan;
  let outcome = await simulate(plan, { traces: true });
  const rule = outcome.violations[0]?.rule;
  if (rule === undefined) return { plan, outcome };
  let plays = 0;
  for (let found = true; found;) {
    found = false;
    for (const candidate of simpler(best)) {
      if (++plays > MOST_PLAYS) return { plan: best, outcome };
      const tried = await simulate(candidate, { traces: true });
      if (!tried.violations.some((violation) => violation.rule === rule)) continue;
      best = candidate;
      outcome = tried;
      found = true;
      break;
    }
  }
  return { plan: best, outcome };
}
