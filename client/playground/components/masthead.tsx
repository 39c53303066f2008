import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import { DETAILS_PANEL_ID } from "./details-panel.tsx";
import { Mark } from "./mark.tsx";
import "./masthead.css";

/** The page's head: its name, and what concerns the whole conversation. */
export function Masthead({
  store,
  onNewConversation,
}: {
  readonly store: ConversationStore;
  readonly onNewConversation: () => void;
}): JSX.Element {
  return (
    <header class="masthead">
      <h1 class="masthead-name">
        <Mark />
        {store.view.value.agent?.title ?? "Parley"}
      </h1>
      <div class="masthead-actions">
        <button type="button" class="quiet-button" popovertarget={DETAILS_PANEL_ID}>
          Details
        </button>
        <button
          type="button"
          class="quiet-button"
          data-testid="new-conversation"
          onClick={onNewConversation}
        >
          New conversation
        </button>
      </div>
    </header>
  );
}
