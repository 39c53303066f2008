import { AppError } from "../../shared/errors/app-error.ts";
import type { Environment } from "../gateway/environment.ts";
import { variable } from "../gateway/environment.ts";
import { textsOf } from "../gateway/request-texts.ts";
import { defineGuard } from "./define-guard.ts";
import { createWordFilter } from "./word-filter.ts";
import type { WordFilter } from "./word-filter.ts";

const VARIABLE = "PARLEY_BLOCKED_WORDS";
/** Longest list, in UTF-16 code units. */
const LIST_LENGTH = 64 * 1024;

/** The filter of the list that was used last: an isolate has one. */
let last: { readonly list: string; readonly filter: WordFilter } | undefined;

/** Refuses what a list of words and phrases forbids, in what is asked and in what is answered. */
export const blockedWords = defineGuard({
  name: "blocked-words",
  says: `Refuses prompts and answers with words or phrases of ${VARIABLE}.`,
  open(env, { task }) {
    const filter = filterOf(env);
    return {
      before(request) {
        if (textsOf(request).some(filter))
          throw new AppError("prompt_refused", "The request has words that are blocked here.");
        return request;
      },
      watch(sentence) {
        // A transcript is what the caller said; it is looked at where it is asked.
        if (task !== "speech-to-text" && filter(sentence))
          throw new AppError("answer_refused", "The answer has words that are blocked here.");
      },
    };
  },
});

function filterOf(env: Environment): WordFilter {
  const list = variable(env, VARIABLE);
  if (last !== undefined && last.list === list) return last.filter;
  const words = (list ?? "").split(/[,\n]/).filter((word) => word.trim() !== "");
  if (list === undefined || words.length === 0)
    throw wrong("must list what the guard blocked-words refuses, separated by commas.");
  if (list.length > LIST_LENGTH) throw wrong(`may have ${LIST_LENGTH} characters.`);
  const filter = createWordFilter(words);
  last = { list, filter };
  return filter;
}

function wrong(sentence: string): AppError {
  return new AppError("bad_input", `${VARIABLE} ${sentence}`, { field: VARIABLE });
}
