import { AppError } from "../../shared/errors/app-error.ts";
import type { GuardDefinition } from "../gateway/guards-of.ts";
import { blockedWords } from "./blocked-words.ts";
import { redactPersonalData } from "./redact-personal-data.ts";

/** Every guard of this server. Add your own here. */
export const GUARDS: readonly GuardDefinition[] = guardsOf(redactPersonalData, blockedWords);

/** Throws AppError `bad_input` when two guards have one name. */
export function guardsOf(...guards: readonly GuardDefinition[]): readonly GuardDefinition[] {
  const names = guards.map((guard) => guard.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new AppError("bad_input", `guards/${twice}: name is taken by another guard.`, {
      field: "name",
    });
  return guards;
}
