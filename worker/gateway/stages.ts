import type { StageChoice, StageModels } from "../../shared/stages/stage-models.ts";
import { AppError } from "../../shared/errors/app-error.ts";
import type { Environment } from "./environment.ts";
import { variable } from "./environment.ts";
import { resolveModel } from "./model-name.ts";
import { LOCAL, PROVIDERS, providerByName } from "./providers/registry.ts";
import { isRoute, routeNameOf } from "./routes/route-name.ts";
import type { Task } from "./run-types.ts";

/** The stages of a turn: what each does, and the variable that chooses its model. */
export const STAGES = {
  listen: { task: "speech-to-text", variable: "PARLEY_LISTEN" },
  think: { task: "text", variable: "PARLEY_THINK" },
  speak: { task: "text-to-speech", variable: "PARLEY_SPEAK" },
  see: { task: "image-to-text", variable: "PARLEY_SEE" },
} as const satisfies Record<string, { task: Task; variable: string }>;

export type StageName = keyof typeof STAGES;

/** Which model serves a stage. */
export interface Stage {
  /** `provider/model`, or `dynamic/<route>`. */
  readonly model: string;
  /** A sentence for a person. */
  readonly why: string;
}

/** A choice as a request to the gateway names it. */
export function modelsAsked(choice: StageChoice | undefined): {
  readonly model?: string;
  readonly models?: readonly string[];
} {
  const [model, ...models] = namesOf(choice ?? []);
  if (model === undefined) return {};
  return models.length === 0 ? { model } : { model, models };
}

/** The names in a variable or an agent's field. */
function namesOf(choice: StageChoice): readonly string[] {
  const names = typeof choice === "string" ? choice.split(",") : choice;
  return names.map((name) => name.trim()).filter((name) => name !== "");
}

/**
 * Which model serves each stage in this environment: the one that the agent names (`models`); else
 * the one that the stage's variable names; else
 * the default of the first provider with a key that has one for this task; else Workers AI where it
 * is bound; else the embedded server. Throws AppError `bad_input` naming the variable that is wrong.
 */
export function resolveStages(
  env: Environment,
  models: StageModels = {},
): Readonly<Record<StageName, Stage>> {
  return {
    listen: resolveStage("listen", env, models.listen),
    think: resolveStage("think", env, models.think),
    speak: resolveStage("speak", env, models.speak),
    see: resolveStage("see", env, models.see),
  };
}

/** One stage of {@link resolveStages}. */
export function resolveStage(name: StageName, env: Environment, choice?: StageChoice): Stage {
  const stage = STAGES[name];
  if (choice !== undefined) return chosen(choice, "The agent", stage.task, env, `models.${name}`);
  const own = variable(env, stage.variable);
  if (own !== undefined) return chosen(own, stage.variable, stage.task, env, stage.variable);
  for (const provider of PROVIDERS) {
    const model = provider.tasks[stage.task];
    if (!provider.automatic || typeof model !== "string") continue;
    const availability = provider.availability(env);
    if (availability.available)
      return { model: `${provider.name}/${model}`, why: sentence(availability.because) };
  }
  return {
    model: `${LOCAL}/${providerByName(LOCAL)?.tasks[stage.task]}`,
    why: "Nothing else is chosen and no key is set, so the embedded model server answers.",
  };
}

/** The first of the models that `who` names; all of them must be right. */
function chosen(
  choice: StageChoice,
  who: string,
  task: Task,
  env: Environment,
  field: string,
): Stage {
  const stages = namesOf(choice).map((name) => named(name, who, task, env, field));
  const [first, ...others] = stages;
  if (first === undefined) throw new AppError("bad_input", `${field}: name a model.`, { field });
  if (others.length === 0) return first;
  if (stages.some(({ model }) => isRoute(model)))
    throw new AppError("bad_input", `${field}: a route stands alone.`, { field });
  return {
    ...first,
    why: `${first.why} ${others.map(({ model }) => model).join(", ")} may stand in.`,
  };
}

/** A model, or a dynamic route, that `who` names; whether the route is there shows when it is asked. */
function named(model: string, who: string, task: Task, env: Environment, field: string): Stage {
  if (!isRoute(model))
    return { model: resolveModel(model, task, env, field).name, why: `${who} names it.` };
  if (routeNameOf({ model }) === "")
    throw new AppError("bad_input", `${field}: a route is written dynamic/<name>.`, { field });
  return { model, why: `${who} names this dynamic route.` };
}

/** The models that a stage's variable names, in the order in which they are asked; none: no choice. */
export function chosenModels(name: StageName, env: Environment): readonly string[] {
  return namesOf(variable(env, STAGES[name].variable) ?? []);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The stage that a task belongs to; pictures and embeddings are no part of a turn. */
export function stageOfTask(task: Task): StageName | undefined {
  return (Object.keys(STAGES) as StageName[]).find((name) => STAGES[name].task === task);
}
