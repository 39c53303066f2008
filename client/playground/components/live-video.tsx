import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import type { LiveSource } from "../../../shared/protocol/conversation.ts";
import type { ConversationStore } from "../conversation-store.ts";
import "./live-video.css";

const NAMES = { camera: "Camera", screen: "Screen" } as const;

/** What the agent is shown at this moment, small, each with what ends it. */
export function LiveVideos({
  store,
  onStopped,
}: {
  readonly store: ConversationStore;
  readonly onStopped: () => void;
}): JSX.Element | null {
  const { video } = store.view.value;
  const shown = (["camera", "screen"] as const).filter((source) => video[source] !== "off");
  if (shown.length === 0) return null;
  return (
    <ul class="live-videos" aria-label="What I am shown">
      {shown.map((source) => (
        <li class="live-video" key={source} data-testid="live-video" data-source={source}>
          <Preview store={store} source={source} isOn={video[source] === "on"} />
          <p class="live-video-words">
            <strong>{NAMES[source]}</strong>
            {video[source] === "on"
              ? "A picture goes along with what you say."
              : "Your browser may ask whether you allow it."}
          </p>
          <button
            type="button"
            class="quiet-button"
            onClick={() => {
              store.toggleVideo(source);
              onStopped();
            }}
          >
            Stop<span class="visually-hidden"> showing the {source}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Preview({
  store,
  source,
  isOn,
}: {
  readonly store: ConversationStore;
  readonly source: LiveSource;
  readonly isOn: boolean;
}): JSX.Element {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const preview = isOn ? store.client.videoPreview(source) : undefined;
    if (element.current === null || !(preview instanceof MediaStream)) return;
    element.current.srcObject = preview;
    // Autoplay does the rest where a browser wants no more.
    element.current.play().catch(() => undefined);
  }, [store, source, isOn]);
  return <video class="live-video-picture" ref={element} muted playsInline aria-hidden="true" />;
}
