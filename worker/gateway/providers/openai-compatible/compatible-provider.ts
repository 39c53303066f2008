import { variable } from "../../environment.ts";
import type { Provider } from "../provider.ts";
import { endpointOf } from "./endpoint.ts";
import { imageToTextAdapter } from "./image-to-text.ts";
import type { CompatibleRow } from "./rows.ts";
import { speechToTextAdapter } from "./speech-to-text.ts";
import { textToSpeechAdapter } from "./text-to-speech.ts";
import { textAdapter } from "./text.ts";

/** The provider that a row describes. */
export function compatibleProvider(row: CompatibleRow): Provider {
  return {
    name: row.name,
    tasks: row.tasks,
    standIns: row.standIns ?? {},
    automatic: row.key === "required",
    availability(env) {
      const needed = row.key === "required" ? row.keyVariable : row.urlVariable;
      if (variable(env, needed) !== undefined)
        return { available: true, because: `${needed} is set` };
      return row.key === "optional" && row.baseUrl !== undefined
        ? { available: true, because: `it is expected at ${row.baseUrl}` }
        : { available: false, missing: needed };
    },
    sees: (model) => row.sees?.test(model) ?? false,
    open(env, tools) {
      const endpoint = endpointOf(row, env, tools.fetch);
      return {
        text: textAdapter(endpoint, tools),
        "speech-to-text": speechToTextAdapter(endpoint, tools),
        "text-to-speech": textToSpeechAdapter(endpoint),
        "image-to-text": imageToTextAdapter(endpoint, tools),
      };
    },
  };
}
