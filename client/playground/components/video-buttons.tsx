import type { JSX } from "preact";
import type { LiveSource } from "../../../shared/protocol/conversation.ts";
import type { ConversationStore } from "../conversation-store.ts";

const LABELS: Readonly<Record<LiveSource, string>> = {
  camera: "Show what the camera sees",
  screen: "Show a screen or a window",
};

/** Telephones share no screens. */
function canShare(source: LiveSource): boolean {
  return source === "camera" || "getDisplayMedia" in (navigator.mediaDevices ?? {});
}

/** Two buttons that let the agent see, each pressed while it does. */
export function VideoButtons({ store }: { readonly store: ConversationStore }): JSX.Element {
  const { video, connection } = store.view.value;
  return (
    <>
      {(["camera", "screen"] as const).filter(canShare).map((source) => (
        <button
          key={source}
          type="button"
          class="icon-button"
          aria-label={LABELS[source]}
          title={LABELS[source]}
          aria-pressed={video[source] !== "off"}
          disabled={connection !== "connected" && video[source] === "off"}
          data-testid={source}
          data-state={video[source]}
          onClick={() => store.toggleVideo(source)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            {source === "camera" ? (
              <>
                <rect x="3" y="6.5" width="12" height="11" rx="2" />
                <path d="M15 10.8l5.5-3v8.4l-5.5-3" />
              </>
            ) : (
              <>
                <rect x="3" y="4.5" width="18" height="12" rx="2" />
                <path d="M9 20h6M12 13.5V8M9.5 10.2L12 7.7l2.5 2.5" />
              </>
            )}
          </svg>
        </button>
      ))}
    </>
  );
}
