import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";

/** Pictures that go with the next message, typed or spoken; each can be taken back. */
export function PendingPictures({
  store,
  onRemoved,
}: {
  readonly store: ConversationStore;
  readonly onRemoved: () => void;
}): JSX.Element | null {
  const images = store.images.value;
  if (images.length === 0) return null;
  return (
    <ul class="pending" aria-label="Pictures for your next message">
      {images.map((image) => (
        <li
          class="pending-item"
          key={image.key}
          data-testid="image-preview"
          data-state={image.state}
        >
          <img class="pending-image" src={image.previewUrl} alt={image.name || "Picture"} />
          <button
            type="button"
            class="pending-remove"
            aria-label={`Remove ${image.name || "the picture"}`}
            onClick={() => {
              store.removeImage(image.key);
              onRemoved();
            }}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M7 7l10 10M17 7L7 17" />
            </svg>
          </button>
        </li>
      ))}
      <li class="pending-note">Goes with what you say or type next.</li>
    </ul>
  );
}
