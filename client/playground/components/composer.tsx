import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { JSX } from "preact";
import { LIMITS } from "../../../shared/protocol/limits.ts";
import type { ConversationStore } from "../conversation-store.ts";
import { LiveVideos } from "./live-video.tsx";
import { PendingPictures } from "./pending-pictures.tsx";
import { VideoButtons } from "./video-buttons.tsx";
import "./composer.css";

/** The text box, with pictures. Enter sends, Shift+Enter begins a line. */
export function Composer({ store }: { readonly store: ConversationStore }): JSX.Element {
  const text = useSignal("");
  const box = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const images = store.images.value;
  const preparing = images.some((image) => image.state === "preparing");
  const canSend =
    text.value.trim() !== "" && !preparing && store.view.value.connection === "connected";

  const send = async (): Promise<void> => {
    if (!canSend) return;
    const sent = text.value;
    text.value = "";
    if (!(await store.sendText(sent.trim())) && text.value === "") text.value = sent;
    box.current?.focus();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <LiveVideos store={store} onStopped={() => box.current?.focus()} />
      <PendingPictures store={store} onRemoved={() => box.current?.focus()} />
      <div class="composer-row">
        <input
          ref={files}
          class="visually-hidden"
          type="file"
          accept="image/*"
          multiple
          tabIndex={-1}
          aria-label="Pictures to show"
          data-testid="image-input"
          onChange={(event) => {
            store.addImages([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
            box.current?.focus();
          }}
        />
        <button
          type="button"
          class="icon-button"
          aria-label="Show a picture"
          title="Show a picture"
          onClick={() => files.current?.click()}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <rect x="3.5" y="5" width="17" height="14" rx="2" />
            <circle cx="8.7" cy="10" r="1.6" />
            <path d="M4 17.5l5-4.5 3.5 3 3.5-3.5 4.5 4" />
          </svg>
        </button>
        <VideoButtons store={store} />
        <label class="visually-hidden" htmlFor="text">
          Message
        </label>
        <div class="composer-grow" data-text={`${text.value}\n`}>
          <textarea
            ref={box}
            id="text"
            class="composer-text"
            rows={1}
            maxLength={LIMITS.textLength}
            placeholder={images.length > 0 ? "Ask about the picture" : "Type a message"}
            enterkeyhint="send"
            aria-describedby="composer-keys"
            data-testid="text-input"
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
              event.preventDefault();
              void send();
            }}
          />
        </div>
        <button type="submit" class="send-button" disabled={!canSend} data-testid="send">
          Send
        </button>
      </div>
      <p class="composer-keys" id="composer-keys">
        <kbd>Enter</kbd> sends, <kbd>Shift</kbd> <kbd>Enter</kbd> begins a new line. Drop or paste a
        picture to show it.
      </p>
    </form>
  );
}
