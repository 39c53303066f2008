import { AppError } from "../../../shared/errors/app-error.ts";
import type { Environment } from "../environment.ts";
import { variable } from "../environment.ts";

/** What a header can carry. A runtime's own complaint about anything else would quote the key. */
const HEADER_SAFE = /^[\x21-\x7e]+$/;

/** The key in a variable. Throws AppError `bad_input`, naming the variable, for one that can't be sent. */
export function providerKey(env: Environment, name: string): string | undefined {
  const key = variable(env, name);
  if (key !== undefined && !HEADER_SAFE.test(key))
    throw new AppError("bad_input", `${name} holds characters that no key has.`, { field: name });
  return key;
}
