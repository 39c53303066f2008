import type { PromptPiece } from "../chat-template.ts";
import { chatPrompt, turnPieces } from "../chat-template.ts";
import type { ToolDefinition } from "../chat-types.ts";
import type { Turn } from "../fold-tools.ts";
import { parametersOf } from "./tool-parameters.ts";

const RULES = "Write the arguments of the function as JSON. Take them from what the user says.";

const EXAMPLES: readonly (readonly [about: string, said: string, json: string])[] = [
  [
    "convert_currency: Converts money.\namount\nfrom: Currency of the amount.\nto: Currency that is wanted.",
    "How many euros is 20 dollars?",
    '{"amount": 20, "from": "dollars", "to": "euros"}',
  ],
  [
    "world_clock: Tells the time.\ntimezone: IANA time zone.",
    "What time is it in Boston?",
    '{"timezone": "America/New_York"}',
  ],
  [
    "convert_currency: Converts money.\namount\nfrom: Currency of the amount.\nto: Currency that is wanted.",
    "Tell me how many cents are in half a dollar.",
    '{"amount": 0.5, "from": "dollar", "to": "cents"}',
  ],
];

/** What the prompts of all tools begin with: the rules and the examples. */
export function toolPromptBeginning(): readonly PromptPiece[] {
  const turns: readonly Turn[] = [
    { role: "system", content: RULES },
    ...EXAMPLES.flatMap(([about, words, json]): readonly Turn[] => [
      asked(about, words),
      { role: "assistant", content: json },
    ]),
  ];
  return turns.flatMap(turnPieces);
}

/**
 * The prompt after which the model writes a tool's arguments; up to the user's words it is the same
 * for every call of a tool, so it stays in the cache.
 */
export function toolPrompt(tool: ToolDefinition, said: string): readonly PromptPiece[] {
  return [...toolPromptBeginning(), ...chatPrompt([asked(aboutTool(tool), said)])];
}

function asked(about: string, words: string): Turn {
  return { role: "user", content: `${about}\nUser: ${words}` };
}

function aboutTool(tool: ToolDefinition): string {
  const parameters = parametersOf(tool).map(({ name, description }) =>
    description === "" ? name : `${name}: ${description}`,
  );
  return [`${tool.name}: ${tool.description}`, ...parameters].join("\n");
}
