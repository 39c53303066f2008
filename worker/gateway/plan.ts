import { AppError } from "../../shared/errors/app-error.ts";
import type { CatalogModel } from "./catalog/catalog-model.ts";
import { entryOf, find, servers } from "./catalog/catalog.ts";
import type { Environment } from "./environment.ts";
import type { ResolvedModel } from "./model-name.ts";
import { resolveModel } from "./model-name.ts";
import type { PlanKnowledge } from "./plan-order.ts";
import { admittedFirst, inOrder, NO_KNOWLEDGE } from "./plan-order.ts";
import { PROVIDERS, providerByName } from "./providers/registry.ts";
import type { RunOptions, Task } from "./run-types.ts";
import type { RoutedPlan } from "./routes/routed-plan.ts";
import { chosenModels, resolveStage, stageOfTask } from "./stages.ts";

/** A model that may be asked; {@link ./race.ts Race} goes through them in order. */
export interface Attempt extends ResolvedModel {
  /** It stands in for a default that isn't there. */
  readonly isStandIn?: boolean;
  /** Milliseconds to its first event, and its tries, where a route gives it its own. */
  readonly firstEventMs?: number | undefined;
  readonly tries?: number | undefined;
}

/** What decides the attempts. */
export interface PlanRequest {
  readonly task: Task;
  /** `provider/model` or a bare model; absent, without `models` too: the stage's own. */
  readonly model?: string | undefined;
  readonly models?: readonly string[] | undefined;
  /** What a dynamic route decided; it takes the place of both. */
  readonly routed?: RoutedPlan | undefined;
  readonly options?: Pick<RunOptions, "fallback" | "order" | "weights"> | undefined;
  /** The prompt has pictures: a model that can't see must not be asked. */
  readonly hasImages?: boolean;
}

/**
 * The models that may be asked, best first, never none. For each name in turn: the provider that it
 * names, then every other one that serves the same model and can be called; a bare name means all
 * of them alike, in the order that is asked for. Another model is asked only where the request
 * lists it, or as the stand-in of a default that nobody chose. Models whose breaker is open come
 * last. Without `fallback` it is one. A route's models are asked as it says, and no others.
 * Throws AppError `bad_input` as {@link resolveModel} does; `unsupported` when none can see.
 */
export function plan(
  request: PlanRequest,
  env: Environment,
  knowledge: PlanKnowledge = NO_KNOWLEDGE,
): readonly [Attempt, ...Attempt[]] {
  const { options } = request;
  const found = unique(
    request.routed === undefined
      ? tiersOf(request, env).flatMap((tier) => inOrder(tier, options, knowledge))
      : routedAttempts(request, request.routed, env, knowledge),
  );
  const seeing = request.hasImages === true ? found.filter(sees) : found;
  const [pinned] = seeing;
  if (pinned === undefined) throw blind(found[0]?.name ?? "", found[0]?.provider.name ?? "");
  if (options?.fallback === false) {
    // Whoever names a provider means it; of several alike the healthy one serves.
    const [best = pinned] = isPinned(request) ? [pinned] : admittedFirst(seeing, knowledge);
    return [best];
  }
  const [first = pinned, ...rest] = admittedFirst(seeing, knowledge);
  return [first, ...rest];
}

type Tier = readonly Attempt[];

function tiersOf(request: PlanRequest, env: Environment): readonly Tier[] {
  const { task, model, models = [] } = request;
  if (model === undefined && models.length === 0) return defaultTiers(task, env);
  const first = model === undefined ? [] : tiersOfName(model, task, env, "model");
  return [
    ...first,
    ...models.flatMap((name, index) => tiersOfName(name, task, env, `models.${index}`)),
  ];
}

function tiersOfName(name: string, task: Task, env: Environment, field: string): readonly Tier[] {
  const slash = name.indexOf("/");
  if (slash < 0) {
    const tier = callable(find(name), task, env);
    if (tier.length > 0) return [tier];
    // It says what is wrong with the name, unless the catalog knows it.
    if (find(name).length === 0) return [[resolveModel(name, task, env, field)]];
    throw new AppError(
      "bad_input",
      `${field}: no provider that serves ${name} for ${task} has a key here.`,
      { field },
    );
  }
  const provider = name.slice(0, slash);
  const entry = entryOf(provider, name.slice(slash + 1));
  if (entry !== undefined && !canDo(entry, task))
    throw new AppError("bad_input", `${field}: ${name} does ${entry.task}, not ${task}.`, {
      field,
    });
  const others =
    entry === undefined
      ? []
      : callable(servers(entry.canonical), task, env).filter(
          (one) => one.provider.name !== provider,
        );
  const isCallable = providerByName(provider)?.availability(env).available === true;
  // Somebody else's key for the same model will do.
  if (!isCallable && others.length > 0) return [others];
  return [[resolveModel(name, task, env, field)], others];
}

/**
 * The models of a route that can be called here, each with what the route says of it. Throws what
 * keeps the first one from being called when none can.
 */
function routedAttempts(
  { task, options }: PlanRequest,
  { attempts }: RoutedPlan,
  env: Environment,
  knowledge: PlanKnowledge,
): readonly Attempt[] {
  let reason: AppError | undefined;
  const found = attempts.flatMap(({ element, model, timeoutMs, tries, order, counters }) => {
    const field = `elements.${element}`;
    try {
      const tier = model.includes("/")
        ? [resolveModel(model, task, env, field)]
        : tiersOfName(model, task, env, field).flat();
      const isCostLimited = counters.some(({ limitType }) => limitType === "cost");
      const known = isCostLimited ? tier.filter(isPriced) : tier;
      if (known.length === 0)
        throw new AppError(
          "bad_input",
          `${field}: the price of ${model} is not known, so no cost limit can let it through.`,
          { field },
        );
      const policy = order === undefined ? options : { ...options, order };
      return inOrder(known, policy, knowledge).map((one): Attempt => ({
        ...one,
        firstEventMs: timeoutMs,
        tries,
      }));
    } catch (thrown) {
      reason ??= AppError.from(thrown);
      return [];
    }
  });
  if (found.length === 0 && reason !== undefined) throw reason;
  return found;
}

function isPriced({ provider, model }: Attempt): boolean {
  return entryOf(provider.name, model)?.price !== undefined;
}

/** One entry of each provider that can be called, the undated one where there are several. */
function callable(entries: readonly CatalogModel[], task: Task, env: Environment): Tier {
  const tier = new Map<string, Attempt>();
  const undatedFirst = entries.toSorted(
    (a, b) => Number(b.model === b.canonical) - Number(a.model === a.canonical),
  );
  for (const entry of undatedFirst) {
    const provider = providerByName(entry.provider);
    if (provider === undefined || tier.has(provider.name) || !canDo(entry, task)) continue;
    if (provider.tasks[task] === undefined || !provider.availability(env).available) continue;
    tier.set(provider.name, {
      provider,
      model: entry.model,
      name: `${provider.name}/${entry.model}`,
    });
  }
  return [...tier.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** What the catalog lists as a text model may see, hear or draw; what has another task does that. */
function canDo(entry: CatalogModel, task: Task): boolean {
  if (entry.task === task) return true;
  return entry.task === "text" && task !== "embedding" && task !== "text-to-speech";
}

/** The default of a task that nobody chose a model for, with its provider's stand-ins. */
function defaultTiers(task: Task, env: Environment): readonly Tier[] {
  const stage = stageOfTask(task);
  if (stage === undefined) return tiersOfName(defaultModel(task, env), task, env, "model");
  const { model } = resolveStage(stage, env);
  const tiers = tiersOfName(model, task, env, "model");
  const [, ...others] = chosenModels(stage, env);
  if (others.length > 0)
    return [...tiers, ...others.flatMap((name) => tiersOfName(name, task, env, "model"))];
  if (chosenModels(stage, env).length > 0) return tiers;
  const provider = providerByName(model.slice(0, model.indexOf("/")));
  const standIns = provider?.standIns[task] ?? [];
  return [
    ...tiers,
    ...standIns.map((id) => [
      { ...resolveModel(`${provider?.name}/${id}`, task, env, "model"), isStandIn: true },
    ]),
  ];
}

function defaultModel(task: Task, env: Environment): string {
  for (const provider of PROVIDERS) {
    const model = provider.tasks[task];
    if (provider.automatic && typeof model === "string" && provider.availability(env).available)
      return `${provider.name}/${model}`;
  }
  throw new AppError("bad_input", `model: name one that does ${task}; no key set has a default.`, {
    field: "model",
  });
}

function isPinned({ model, models }: PlanRequest): boolean {
  return (model ?? models?.[0])?.includes("/") ?? true;
}

function sees(attempt: Attempt): boolean {
  return attempt.provider.sees(attempt.model);
}

/** Most blind models would answer as if they had seen. */
function blind(name: string, provider: string): AppError {
  return new AppError("unsupported", `Model ${name} takes no images.`, {
    field: "messages",
    provider,
  });
}

function unique(attempts: readonly Attempt[]): readonly Attempt[] {
  return [...new Map(attempts.map((attempt) => [attempt.name, attempt])).values()];
}
