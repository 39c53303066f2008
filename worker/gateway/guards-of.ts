import { AppError } from "../../shared/errors/app-error.ts";
import type { Environment } from "./environment.ts";
import { variable } from "./environment.ts";
import type { Guard, GuardsOf } from "./guard.ts";
import type { RunOptions, RunRequest, Task } from "./run-types.ts";

/** The variable that names the guards of every request, separated by commas. */
const VARIABLE = "PARLEY_GUARDS";

/** A guard as its author writes it: `defineGuard({ … })` in a file of worker/guards/. */
export interface GuardDefinition {
  /** Name in variables, headers and agents: lower case, digits, hyphens. */
  readonly name: string;
  /** What it does, in a sentence for people. */
  readonly says: string;
  /**
   * Makes the hooks for one run. It may read its own variables. Throws AppError `bad_input` naming
   * a variable that is wrong.
   */
  open(env: Environment, request: RunRequest<Task>): Guard;
}

/**
 * The guards that a request goes through: those of the variable `PARLEY_GUARDS`, then those that the
 * request names besides, each once. `known` are all that there are. Throws AppError `bad_input`,
 * naming the variable or the option, for one that isn't there: a request is not let through
 * because a name is misspelt.
 */
export function createGuardsOf(env: Environment, known: readonly GuardDefinition[]): GuardsOf {
  const find = (name: string, field: string): GuardDefinition => {
    const guard = known.find((one) => one.name === name);
    if (guard !== undefined) return guard;
    const names = known.map((one) => one.name).join(", ");
    throw new AppError(
      "bad_input",
      `${field}: there is no guard ${quoted(name)}; known are ${names || "none"}.`,
      { field },
    );
  };
  return (request) => {
    const own = namesOf(env).map((name) => find(name, VARIABLE));
    const asked = (request.options?.guards ?? []).map((name) => find(name, "guards"));
    return [...new Set([...own, ...asked])].map((guard) => guard.open(env, request));
  };
}

/** Whether any guard looks at a request with these options: then its answer must be read. */
export function isGuarded(env: Environment, options: RunOptions = {}): boolean {
  return namesOf(env).length > 0 || (options.guards?.length ?? 0) > 0;
}

/** Names in a text, separated by commas. */
export function guardNames(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function namesOf(env: Environment): readonly string[] {
  return guardNames(variable(env, VARIABLE) ?? "");
}

/** A name as it may be shown. */
function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 64));
}
