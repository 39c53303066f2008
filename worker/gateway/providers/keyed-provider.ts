import { AppError } from "../../../shared/errors/app-error.ts";
import type { Environment } from "../environment.ts";
import { variable } from "../environment.ts";
import { parseBaseUrl } from "./openai-compatible/endpoint.ts";
import type { Availability } from "./provider.ts";
import { providerKey } from "./provider-key.ts";

/** The variables of a provider that is called with a key at an address of its own. */
export interface KeyedVariables {
  readonly baseUrl: string;
  readonly urlVariable: string;
  readonly keyVariable: string;
  /** Path of its routes, which an address without a path means. */
  readonly root: string;
}

/** Where such a provider answers in this environment, and with which key it is called. */
export interface KeyedEndpoint {
  readonly baseUrl: string;
  readonly key: string;
}

/** Throws AppError `bad_input`, naming the variable that is wrong or missing. */
export function keyedEndpoint(env: Environment, variables: KeyedVariables): KeyedEndpoint {
  const { urlVariable, keyVariable, root } = variables;
  const key = providerKey(env, keyVariable);
  if (key === undefined)
    throw new AppError("bad_input", `${keyVariable} is not set.`, { field: keyVariable });
  const address = variable(env, urlVariable);
  const baseUrl =
    address === undefined ? variables.baseUrl : parseBaseUrl(address, urlVariable, root);
  return { baseUrl, key };
}

/** Whether such a provider can be called: with its key. */
export function keyedAvailability(env: Environment, keyVariable: string): Availability {
  return variable(env, keyVariable) === undefined
    ? { available: false, missing: keyVariable }
    : { available: true, because: `${keyVariable} is set` };
}
