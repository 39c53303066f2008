import type { ToolDefinition } from "../chat-types.ts";
import { FUNCTION_WORDS, stemOf } from "./everyday-words.ts";
import { isExplained, vocabularyOf } from "./match-tool.ts";
import type { ToolParameter } from "./tool-parameters.ts";
import { parametersOf } from "./tool-parameters.ts";
import type { Utterance } from "./utterance.ts";

/** Words of the longest phrase that an argument may copy: of terms the tool knows, and of others. */
const TERM_WORDS = 3;
const PHRASE_WORDS = 8;

/** One argument: its JSON is known, or the model picks one of several. Options are JSON text. */
export interface PlannedArgument {
  readonly name: string;
  /** At least one. */
  readonly options: readonly string[];
  /** What one argument copied from the user's words, another cannot copy too. */
  readonly copies: boolean;
}

/** How to fill a tool's parameters from what was said, or why that cannot be. */
export type ArgumentPlan =
  | { readonly type: "plan"; readonly arguments: readonly PlannedArgument[] }
  | { readonly type: "impossible"; readonly parameter: string };

/**
 * Plans a tool's arguments so that none can be made up (rule T2): numbers are those that were said,
 * texts are pieces of what was said, choices are the schema's, time zones are those that exist.
 * Optional parameters stay out unless something was said that is theirs. Impossible when a required
 * parameter finds nothing, or when a name was said that no parameter can hold.
 */
export function planArguments(tool: ToolDefinition, said: Utterance): ArgumentPlan {
  const vocabulary = vocabularyOf(tool);
  const names = said.names.filter(({ stems }) => !stems.some((s) => isExplained(s, vocabulary)));
  const planned: PlannedArgument[] = [];
  let namesHeld = names.length === 0;
  for (const parameter of parametersOf(tool)) {
    const options = optionsFor(parameter, { said, vocabulary, names: names.map((n) => n.text) });
    if (options.length > 0) {
      const { name, kind } = parameter;
      planned.push({ name, options, copies: kind.type === "text" });
      if (kind.type === "text" || kind.type === "time-zone") namesHeld = true;
    } else if (parameter.required) return { type: "impossible", parameter: parameter.name };
  }
  if (!namesHeld) return { type: "impossible", parameter: names[0]?.text ?? "" };
  return { type: "plan", arguments: planned };
}

interface Heard {
  readonly said: Utterance;
  readonly vocabulary: ReadonlySet<string>;
  /** Names that the tool itself does not speak of. */
  readonly names: readonly string[];
}

function optionsFor({ kind, required }: ToolParameter, heard: Heard): readonly string[] {
  const { said, names } = heard;
  switch (kind.type) {
    case "number": {
      const values = said.numbers.map(({ value }) => value);
      return unique(values.filter((value) => !kind.whole || Number.isInteger(value)).map(String));
    }
    case "choice": {
      const mentioned = kind.values.filter((value) => mentions(said, value));
      if (mentioned.length > 0) return mentioned.map(quoted);
      return required ? kind.values.map(quoted) : [];
    }
    case "flag":
      return required ? ["true", "false"] : [];
    case "time-zone": {
      const places = said.names.map(({ text }) => text.toLowerCase());
      const exact = TIME_ZONES.filter((zone) => places.includes(cityOf(zone)));
      if (exact.length > 0) return exact.map(quoted);
      return required || places.length > 0 ? TIME_ZONES.map(quoted) : [];
    }
    case "text":
      return (required ? phrases(heard) : names).map(quoted);
    case "other":
      return [];
  }
}

/**
 * Pieces of what was said. Where the tool knows some of the words (units, for a conversion), only
 * pieces made of such words.
 */
function phrases({ said, vocabulary }: Heard): readonly string[] {
  const inNumber = new Set(said.numbers.flatMap(({ from, to }) => span(from, to)));
  const all = said.words.flatMap((_, from) =>
    span(from + 1, Math.min(said.words.length, from + PHRASE_WORDS) + 1).flatMap((to) => {
      const words = said.words.slice(from, to);
      const edges = [words[0] ?? "", words.at(-1) ?? ""];
      // "kilometers" of "kilometers per hour" is another unit.
      const cut = [said.words[to], said.words[from - 1]].some(
        (word) => word?.toLowerCase() === "per",
      );
      const broken = cut || span(from, to).some((index) => inNumber.has(index));
      return broken || edges.some((word) => FUNCTION_WORDS.has(word.toLowerCase())) ? [] : [words];
    }),
  );
  const known = all.filter(
    (words) =>
      words.length <= TERM_WORDS &&
      words.every((word) => word.toLowerCase() === "per" || isExplained(stemOf(word), vocabulary)),
  );
  return unique((known.length > 0 ? known : all).map((words) => words.join(" ")));
}

function mentions(said: Utterance, value: string): boolean {
  const stems = new Set(said.words.map(stemOf));
  return value.split(/[\s_-]+/).every((word) => stems.has(stemOf(word)));
}

/** Every zone of the platform's time zone database, and UTC, which that list leaves out. */
const TIME_ZONES: readonly string[] = [...Intl.supportedValuesOf("timeZone"), "UTC"];

/** `America/New_York` → `new york`. */
function cityOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ").toLowerCase();
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

function span(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
