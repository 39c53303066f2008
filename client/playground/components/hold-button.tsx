import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";

/**
 * Held down while the user speaks, by pointer or key. What assistive technology presses cannot be
 * held: there one press begins the turn and another ends it.
 */
export function HoldButton({ store }: { readonly store: ConversationStore }): JSX.Element {
  const { held } = store.view.value;
  return (
    <button
      type="button"
      class="control hold-button"
      data-testid="hold"
      aria-pressed={held}
      aria-keyshortcuts="Space"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        store.beginTurn();
      }}
      onPointerUp={() => store.endTurn()}
      onPointerCancel={() => store.endTurn()}
      onKeyDown={(event) => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        if (!event.repeat) store.beginTurn();
      }}
      onKeyUp={(event) => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        store.endTurn();
      }}
      onClick={(event) => {
        // A pointer's click comes after its release, and a key's is prevented.
        if (event.detail > 0) return;
        if (held) store.endTurn();
        else store.beginTurn();
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      {held ? "Let go to send" : "Hold to speak"}
      <kbd aria-hidden="true">Space</kbd>
    </button>
  );
}
