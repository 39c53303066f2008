import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import { isSaying } from "../view/conversation-view.ts";
import "./controls.css";

/** Mute and interrupt. Both stay in their place, so that nothing jumps when they become useful. */
export function Controls({ store }: { readonly store: ConversationStore }): JSX.Element {
  const view = store.view.value;
  const { call, muted, agentState, connection } = view;
  const inCall = call === "open";
  const answering = connection === "connected" && (isSaying(view) || agentState === "thinking");
  return (
    <div class={`controls${inCall || answering ? "" : " controls--idle"}`}>
      <button
        type="button"
        class="control"
        data-testid="mute"
        aria-pressed={muted}
        disabled={!inCall}
        onClick={() => store.toggleMute()}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <rect x="9" y="3" width="6" height="11" rx="3" />
          <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
          {muted && <path d="M4 4l16 16" />}
        </svg>
        Mute
      </button>
      <button
        type="button"
        class="control"
        data-testid="interrupt"
        aria-keyshortcuts="Escape"
        disabled={!answering}
        onClick={() => store.interrupt()}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M8 6v12M16 6v12" />
        </svg>
        Interrupt
        <kbd aria-hidden="true">Esc</kbd>
      </button>
    </div>
  );
}
