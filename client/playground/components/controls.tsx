import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import { isSaying } from "../view/conversation-view.ts";
import { HoldButton } from "./hold-button.tsx";
import "./controls.css";

/**
 * Mute (or the button to hold), interrupt, and how one talks. They stay in their place, so that
 * nothing jumps when they become useful.
 */
export function Controls({ store }: { readonly store: ConversationStore }): JSX.Element {
  const view = store.view.value;
  const { call, muted, agentState, connection, turns, presence } = view;
  const inCall = call === "open";
  const isManual = inCall && turns === "manual";
  const isAway = inCall && presence === "away" && !isManual;
  const answering = connection === "connected" && (isSaying(view) || agentState === "thinking");
  return (
    <div
      class={`controls${inCall || answering ? "" : " controls--idle"}${isManual ? " controls--manual" : ""}`}
    >
      {isManual ? (
        <HoldButton store={store} />
      ) : (
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
      )}
      {isAway ? (
        <button type="button" class="control" data-testid="stay" onClick={() => store.stay()}>
          I’m here
        </button>
      ) : (
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
      )}
      <button
        type="button"
        class="control"
        data-testid="turns"
        title="Push to talk"
        aria-pressed={isManual}
        disabled={!inCall}
        onClick={() => store.toggleTurns()}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <rect x="7.5" y="8" width="9" height="13" rx="2" />
          <path d="M10 8V3M10.5 12h3M10.5 15h3" />
        </svg>
        <span class="control-words">Push to talk</span>
      </button>
    </div>
  );
}
