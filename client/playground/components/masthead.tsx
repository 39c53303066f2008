import type { JSX } from "preact";
import { DETAILS_PANEL_ID } from "./details-panel.tsx";
import { Mark } from "./mark.tsx";
import "./masthead.css";

/** The page's head: its name, and what concerns the whole conversation. */
export function Masthead({
  onNewConversation,
}: {
  readonly onNewConversation: () => void;
}): JSX.Element {
  return (
    <header class="masthead">
      <h1 class="masthead-name">
        <Mark />
        Parley
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
