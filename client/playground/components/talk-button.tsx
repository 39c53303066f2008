import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";

const LABELS = { closed: "Talk", opening: "Cancel", open: "End" } as const;

/** The one button: starts the spoken conversation, and ends it. */
export function TalkButton({ store }: { readonly store: ConversationStore }): JSX.Element {
  const { call } = store.view.value;
  return (
    <button
      type="button"
      class="talk-button"
      data-testid="talk-button"
      data-state={call}
      onClick={() => store.toggleCall()}
    >
      <svg class="talk-icon" viewBox="0 0 24 24" aria-hidden="true">
        {call === "closed" ? (
          <>
            <rect x="9" y="3" width="6" height="11" rx="3" />
            <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
          </>
        ) : (
          <rect x="7" y="7" width="10" height="10" rx="1.5" />
        )}
      </svg>
      <span>{LABELS[call]}</span>
    </button>
  );
}
