import type { ToolDefinition } from "../chat-types.ts";
import { FUNCTION_WORDS, kindsOf, stemOf } from "./everyday-words.ts";
import { parametersOf } from "./tool-parameters.ts";
import type { Utterance } from "./utterance.ts";
import { wordsOf } from "./utterance.ts";

/** What a word counts that a tool does not say itself, but only a kind of ("liters": a volume). */
const KIND_HIT = 0.5;
/** Below this nothing is asked of a tool: one word of its own, or two of a kind. */
const LEAST_HITS = 1;

/** How much of what was said a tool accounts for. */
export interface ToolScore {
  readonly tool: ToolDefinition;
  /** Different words that the tool's name, description or parameters explain. */
  readonly hits: number;
  /** Different words that they don't. */
  readonly misses: number;
}

/**
 * Which tool a user's words ask for, if any (rule T1). A tool is asked for when the words are a
 * request, say more that the tool explains than that it does not, and name a number for each
 * number that the tool must have. Of several the one that explains most wins.
 */
export function matchTool(
  tools: readonly ToolDefinition[],
  said: Utterance,
): ToolDefinition | undefined {
  if (!said.isRequest) return undefined;
  const fitting = tools
    .map((tool) => scoreTool(tool, said))
    .filter(({ hits, misses }) => hits >= LEAST_HITS && hits > misses)
    .filter(({ tool }) => said.numbers.length >= numbersNeeded(tool))
    .toSorted((a, b) => b.hits - b.misses - (a.hits - a.misses));
  return fitting[0]?.tool;
}

/** Counts what a tool explains; names count for nothing, a parameter may hold them. */
export function scoreTool(tool: ToolDefinition, said: Utterance): ToolScore {
  const known = vocabularyOf(tool);
  const named = said.names
    .filter(({ stems }) => stems.some((stem) => worth(stem, known) > 0))
    .flatMap(({ stems }) => stems);
  const worths = [...new Set([...said.stems, ...named])].map((stem) => worth(stem, known));
  const hits = worths.reduce((sum, each) => sum + each, 0);
  return { tool, hits, misses: worths.filter((each) => each === 0).length };
}

/** Whether a tool has anything to say about a word. */
export function isExplained(stem: string, vocabulary: ReadonlySet<string>): boolean {
  return worth(stem, vocabulary) > 0;
}

function worth(stem: string, vocabulary: ReadonlySet<string>): number {
  if (vocabulary.has(stem)) return 1;
  return kindsOf(stem).some((kind) => vocabulary.has(kind)) ? KIND_HIT : 0;
}

/** Stems of all words that a tool says about itself. */
export function vocabularyOf(tool: ToolDefinition): ReadonlySet<string> {
  const parameters = parametersOf(tool).flatMap(({ name, description, kind }) => [
    name,
    description,
    ...(kind.type === "choice" ? kind.values : []),
  ]);
  const text = [tool.name, tool.description, ...parameters]
    .join(" ")
    .replaceAll(/(?<=[a-z])(?=[A-Z])|[_-]/g, " ");
  return new Set(
    wordsOf(text)
      .filter((word) => !FUNCTION_WORDS.has(word.toLowerCase()))
      .map(stemOf),
  );
}

function numbersNeeded(tool: ToolDefinition): number {
  return parametersOf(tool).filter(({ required, kind }) => required && kind.type === "number")
    .length;
}
