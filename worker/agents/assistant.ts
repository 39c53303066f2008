import { defineAgent } from "./define-agent.ts";
import { convertUnits } from "./tools/convert-units.ts";
import { getTime } from "./tools/get-time.ts";

/**
 * The agent that ships. Its instructions are short for two reasons: the embedded language model is
 * tiny and loses its way in long ones, and every word of them is read before the first answer. A rule
 * to admit ignorance makes it refuse everyday questions, so there is none.
 */
export const assistant = defineAgent({
  name: "assistant",
  title: "Parley",
  instructions:
    "You are Parley, a friendly voice assistant. " +
    "Answer in one or two short spoken sentences. " +
    "Use plain words without lists, markdown or emoji.",
  greeting: "Hi, I'm Parley. What can I do for you?",
  tools: { get_time: getTime, convert_units: convertUnits },
  maxTokens: 160,
});
