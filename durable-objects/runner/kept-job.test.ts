import { expect, it } from "vitest";
import type { RoutedPlan } from "../../worker/gateway/routes/routed-plan.ts";
import { textJob } from "../testing/runner-probe.ts";
import { keptJob } from "./kept-job.ts";

const counter = {
  element: "budget",
  key: '"u1"',
  limitType: "cost",
  limit: 1,
  intervalMs: 1000,
  technique: "fixed",
  taken: true,
} as const;
const routed = (reserved: object): RoutedPlan => ({
  route: "support",
  version: 1,
  attempts: [{ element: "m", model: "a/m", reason: "m", counters: [{ ...counter, ...reserved }] }],
});

it("Y33: what a route held for a run's first attempt is not held for one after a death", () => {
  const job = textJob("events", { routed: routed({ reserved: { amount: 5, start: 0 } }) });
  expect(keptJob(job, 10_000)?.request.routed).toEqual(routed({}));
});

it("R27: keys are not kept, and R26: nor are jobs that are too large", () => {
  const job = textJob("events", { options: { keys: { a: "secret" }, attempts: 1 } });
  expect(keptJob(job, 10_000)?.request.options).toEqual({ attempts: 1 });
  expect(keptJob(job, 100)).toBeUndefined();
});
