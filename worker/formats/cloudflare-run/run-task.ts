import type { Task } from "../../gateway/run-types.ts";
import type { RunInputs } from "./run-body.ts";

/**
 * What inputs ask for: the catalog says what the model does; where it doesn't know the model, or
 * where a model of text is asked about a picture alone, the fields say it.
 */
export function taskOfInputs(inputs: RunInputs, known: Task | undefined): Task {
  if (known !== undefined && known !== "text") return known;
  if (inputs.messages) return "text";
  if (inputs.audio) return "speech-to-text";
  if (inputs.image) return "image-to-text";
  if (known === "text") return "text";
  if (Array.isArray(inputs.text)) return "embedding";
  if (typeof inputs.text === "string")
    return inputs.voice || inputs.speaker ? "text-to-speech" : "embedding";
  if (inputs.prompt && (inputs.width || inputs.height)) return "text-to-image";
  return "text";
}
