import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import type { JSX } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/app.css";
import { Approvals } from "./components/approvals.tsx";
import { Announcer } from "./components/announcer.tsx";
import { Composer } from "./components/composer.tsx";
import { DetailsPanel } from "./components/details-panel.tsx";
import { ErrorBanner } from "./components/error-banner.tsx";
import { Invitation } from "./components/invitation.tsx";
import { Masthead } from "./components/masthead.tsx";
import { Stage } from "./components/stage.tsx";
import { Transcript } from "./components/transcript.tsx";
import { ConversationStore } from "./conversation-store.ts";
import type { ConversationClient } from "./conversation-store.ts";
import { listenForHold } from "./hold-key.ts";
import { isSaying, spokenCaption } from "./view/conversation-view.ts";
import { draggedFiles, pastedImages } from "./view/transferred-images.ts";

/** What the page is made from. */
export interface AppProps {
  readonly client: ConversationClient;
  /** Fetches a picture of the history by its message part's `url`. */
  readonly loadImage: (path: string) => Promise<Blob>;
  /** Forgets this conversation and begins another one. */
  readonly onNewConversation: () => void;
}

/** The playground: one conversation, its controls, and what each turn took. */
export function App({ client, loadImage, onNewConversation }: AppProps): JSX.Element {
  const store = useMemo(() => new ConversationStore(client), [client]);
  const dragging = useSignal(false);
  // Before the first frame, so that nobody sees a page that doesn't connect.
  useLayoutEffect(() => {
    store.connect();
    return () => store.dispose();
  }, [store]);
  useEffect(() => listenForKeys(store), [store]);
  useEffect(() => listenForHold(store), [store]);
  useEffect(() => listenForPaste(store), [store]);

  const view = store.view.value;
  const isEmpty = view.messages.length === 0 && view.interim === "" && spokenCaption(view) === "";

  return (
    <div
      class={`app${isEmpty ? " app--empty" : ""}${dragging.value ? " app--dragging" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        dragging.value = true;
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node)) dragging.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        dragging.value = false;
        store.addImages(draggedFiles(event.dataTransfer));
      }}
    >
      <a class="skip-link" href="#text">
        Skip to the text box
      </a>
      <Masthead store={store} onNewConversation={onNewConversation} />
      <DetailsPanel store={store} />
      <Stage store={store} />
      <main class="app-main" aria-label="Conversation">
        {isEmpty && <Invitation store={store} />}
        <Transcript store={store} loadImage={loadImage} />
        <div class="app-foot">
          <Approvals store={store} />
          <ErrorBanner store={store} onNewConversation={onNewConversation} />
          <Composer store={store} />
        </div>
      </main>
      <Announcer store={store} />
      {dragging.value && (
        <p class="app-drop" aria-hidden="true">
          Drop the picture here
        </p>
      )}
    </div>
  );
}

/** Esc stops the answer, unless it means something nearer: an open panel, or an input method. */
function listenForKeys(store: ConversationStore): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    if (document.querySelector(":popover-open") !== null) return;
    if (isSaying(store.view.value) || store.view.value.agentState === "thinking") store.interrupt();
  };
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}

function listenForPaste(store: ConversationStore): () => void {
  const onPaste = (event: ClipboardEvent): void => {
    const images = pastedImages(event.clipboardData);
    if (images.length === 0) return;
    event.preventDefault();
    store.addImages(images);
  };
  window.addEventListener("paste", onPaste);
  return () => window.removeEventListener("paste", onPaste);
}
