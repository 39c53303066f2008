import { AppError } from "../../../shared/errors/app-error.ts";
import type { Environment } from "../environment.ts";
import { providerByName } from "./registry.ts";

/**
 * The environment with a caller's own keys, by provider, in the place of ours: whoever brings a key
 * pays with it, and a provider that we have no key for can be asked. Throws AppError `bad_input`,
 * naming the field, for a provider that isn't there or takes no key; no message holds a key.
 */
export function withOwnKeys(
  env: Environment,
  keys: Readonly<Record<string, string>> = {},
): Environment {
  const own = Object.entries(keys).map(([name, key]) => {
    const field = `options.keys.${name}`;
    const variable = providerByName(name)?.keyVariable;
    if (variable === undefined)
      throw new AppError("bad_input", `${field}: there is no such provider that takes a key.`, {
        field,
      });
    if (typeof key !== "string" || key.trim() === "")
      throw new AppError("bad_input", `${field} must be a key.`, { field });
    return [variable, key] as const;
  });
  return own.length === 0 ? env : { ...env, ...Object.fromEntries(own) };
}
