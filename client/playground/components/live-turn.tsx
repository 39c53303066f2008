import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import { liveTools, spokenCaption } from "../view/conversation-view.ts";
import { ToolLine } from "./tool-line.tsx";
import "./turn.css";

/** What is happening right now: words still being heard, tools at work, words being said. */
export function LiveTurn({ store }: { readonly store: ConversationStore }): JSX.Element {
  const view = store.view.value;
  const caption = spokenCaption(view);
  const tools = liveTools(view);
  const title = view.agent?.title ?? "Parley";
  return (
    <>
      {(caption !== "" || tools.length > 0) && (
        <div class="turn turn--assistant turn--live">
          <p class="turn-who">{title}</p>
          <div class="turn-body">
            {tools.map((tool) => (
              <ToolLine key={tool.toolCallId} tool={tool} />
            ))}
            {caption !== "" && (
              <p class="turn-words" data-testid="caption">
                {caption}
              </p>
            )}
          </div>
        </div>
      )}
      {view.interim !== "" && (
        <div class="turn turn--user turn--live turn--provisional">
          <p class="turn-who">
            You<span class="turn-via"> still listening</span>
          </p>
          <div class="turn-body">
            <p class="turn-words" data-testid="interim">
              {view.interim}
            </p>
          </div>
        </div>
      )}
    </>
  );
}
