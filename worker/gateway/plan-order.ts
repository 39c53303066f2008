import type { Rates } from "./catalog/catalog-model.ts";
import { entryOf } from "./catalog/catalog.ts";
import type { ModelHealth } from "./health.ts";
import { isAdmitted, loadAt, UNKNOWN_HEALTH } from "./health.ts";
import type { ResolvedModel } from "./model-name.ts";
import type { RunOptions } from "./run-types.ts";

/** What a plan may know of the moment. */
export interface PlanKnowledge {
  /** By `provider/model`. */
  health(name: string): ModelHealth;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** In [0, 1). */
  random(): number;
}

/** Nothing is known, and chance plays no part: models come as they are listed. */
export const NO_KNOWLEDGE: PlanKnowledge = {
  health: () => UNKNOWN_HEALTH,
  now: 0,
  random: () => 0,
};

/**
 * Models that would do equally well, in the order asked for. `latency`: of two drawn at random the
 * one that is likely to answer sooner comes first, so that the best one is not stormed by
 * everybody at once; `cost`: the cheapest first, unknown prices last; `weight`: drawn by shares;
 * `listed`: as they are.
 */
export function inOrder<Model extends ResolvedModel>(
  models: readonly Model[],
  options: Pick<RunOptions, "order" | "weights"> | undefined,
  knowledge: PlanKnowledge,
): readonly Model[] {
  if (models.length < 2 || knowledge === NO_KNOWLEDGE) return models;
  switch (options?.order ?? "latency") {
    case "listed":
      return models;
    case "cost":
      return models
        .map((model) => ({ model, cost: costOf(model) }))
        .toSorted((a, b) => a.cost - b.cost)
        .map(({ model }) => model);
    case "weight":
      return drawn(models, (rest) => byWeight(rest, options?.weights ?? {}, knowledge.random()));
    case "latency":
      return drawn(models, (rest) => betterOfTwo(rest, knowledge));
  }
}

/** Those whose breaker lets a call through first. When none does, asking is better than not. */
export function admittedFirst<Model extends ResolvedModel>(
  models: readonly Model[],
  knowledge: PlanKnowledge,
): readonly Model[] {
  const open = models.filter(({ name }) => !isAdmitted(knowledge.health(name), knowledge.now));
  return open.length === 0 ? models : [...models.filter((one) => !open.includes(one)), ...open];
}

function drawn<Model>(
  models: readonly Model[],
  draw: (rest: readonly Model[]) => number,
): readonly Model[] {
  let rest = models;
  const order: Model[] = [];
  while (rest.length > 0) {
    const at = draw(rest);
    order.push(...rest.slice(at, at + 1));
    rest = rest.toSpliced(at, 1);
  }
  return order;
}

function betterOfTwo(models: readonly ResolvedModel[], knowledge: PlanKnowledge): number {
  if (models.length === 1) return 0;
  const one = Math.floor(knowledge.random() * models.length);
  const step = 1 + Math.floor(knowledge.random() * (models.length - 1));
  const other = (one + step) % models.length;
  const load = (index: number): number =>
    loadAt(knowledge.health(models[index]?.name ?? ""), knowledge.now);
  return load(other) < load(one) ? other : one;
}

function byWeight(
  models: readonly ResolvedModel[],
  weights: Readonly<Record<string, number>>,
  random: number,
): number {
  const shares = models.map(({ name }) => Math.max(0, weights[name] ?? 1));
  let left = random * shares.reduce((sum, share) => sum + share, 0);
  const at = shares.findIndex((share) => (left -= share) < 0);
  return at < 0 ? 0 : at;
}

/** A price to compare models of one task by: of tokens as prompts and answers usually relate. */
function costOf({ provider, model }: ResolvedModel): number {
  const price: Rates | undefined = entryOf(provider.name, model)?.price;
  if (price === undefined) return Infinity;
  const { input, output, audioMinute, characters, image } = price;
  if (input !== undefined || output !== undefined) return (3 * (input ?? 0) + (output ?? 0)) / 4;
  return audioMinute ?? characters ?? image ?? Infinity;
}
