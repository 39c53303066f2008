import { AppError } from "../../shared/errors/app-error.ts";
import type { GuardDefinition } from "../gateway/guards-of.ts";

const NAME = /^[a-z][a-z0-9-]{0,47}$/;

/**
 * Checks a guard when its file is loaded, so that a wrong one stops the Worker from starting. Throws
 * AppError `bad_input` whose message names the guard and the field, as `field` does.
 */
export function defineGuard(guard: GuardDefinition): GuardDefinition {
  const wrong = (field: string, sentence: string): never => {
    throw new AppError("bad_input", `guards/${guard.name || "(no name)"}: ${field} ${sentence}.`, {
      field,
    });
  };
  if (!NAME.test(guard.name))
    wrong("name", "must be lower case letters, digits and hyphens, beginning with a letter");
  if (guard.says.trim() === "") wrong("says", "must be a sentence");
  return guard;
}
