import { useEffect, useMemo, useState } from "preact/hooks";
import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import { announce, initialAnnouncer } from "../view/announcement.ts";

/** Tells a screen reader what the eyes see, and is silent while the agent speaks aloud. */
export function Announcer({ store }: { readonly store: ConversationStore }): JSX.Element {
  const state = useMemo(() => ({ current: initialAnnouncer(store.view.peek()) }), [store]);
  const [words, setWords] = useState("");
  const view = store.view.value;
  useEffect(() => {
    const [next, said] = announce(state.current, view);
    state.current = next;
    if (said !== "") setWords(said);
  }, [view, state]);
  return (
    <output class="visually-hidden" data-testid="announcer">
      {words}
    </output>
  );
}
