import type { ConversationStore } from "./conversation-store.ts";

/** Where Space means something else. */
const OWN_SPACE = "input, textarea, select, button, a, summary, [contenteditable], [role=button]";

/**
 * Space, held anywhere but in a field or on a button, is the user's turn where turns are manual; Esc
 * takes it back. A window that loses the keyboard would never see the key come up: that ends the turn.
 * @returns what stops listening.
 */
export function listenForHold(store: ConversationStore): () => void {
  const gone = new AbortController();
  const { signal } = gone;
  const isHeld = (): boolean => store.view.value.held;
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && isHeld()) {
        event.preventDefault();
        store.cancelTurn();
      }
      if (event.key !== " " || event.isComposing) return;
      const { turns, call } = store.view.value;
      if (turns !== "manual" || call !== "open") return;
      if (event.target instanceof Element && event.target.closest(OWN_SPACE) !== null) return;
      event.preventDefault();
      if (!event.repeat) store.beginTurn();
    },
    // Before Esc means anything else.
    { signal, capture: true },
  );
  window.addEventListener(
    "keyup",
    (event) => {
      if (event.key === " " && isHeld()) store.endTurn();
    },
    { signal },
  );
  const end = (): void => {
    if (isHeld()) store.endTurn();
  };
  window.addEventListener("blur", end, { signal });
  document.addEventListener("visibilitychange", end, { signal });
  return () => gone.abort();
}
