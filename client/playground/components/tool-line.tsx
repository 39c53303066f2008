import type { JSX } from "preact";
import { toolWords } from "../view/tool-words.ts";
import type { ToolCall } from "../view/tool-words.ts";

/** A tool call, as one quiet line. */
export function ToolLine({ tool }: { readonly tool: ToolCall }): JSX.Element {
  const words = toolWords(tool);
  return (
    <p class="tool-line" data-state={tool.state} data-testid="tool">
      <span class="tool-name">{words.name}</span>
      {words.input !== "" && <span> {words.input}</span>}
      {words.output !== "" && (
        <>
          <span class="tool-arrow" aria-hidden="true">
            {" "}
            →{" "}
          </span>
          <span>{words.output}</span>
        </>
      )}
    </p>
  );
}
