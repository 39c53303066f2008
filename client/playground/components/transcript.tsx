import { useEffect, useRef } from "preact/hooks";
import type { JSX, RefObject } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import { agentTitle, completedMessages } from "../view/conversation-view.ts";
import { LiveTurn } from "./live-turn.tsx";
import { MessageTurn } from "./message-turn.tsx";
import "./transcript.css";

/** Nearer to the end than this, in pixels, the page follows the conversation. */
const FOLLOW_DISTANCE = 120;

/** The conversation: completed messages as a log, and below it what is happening right now. */
export function Transcript({
  store,
  loadImage,
}: {
  readonly store: ConversationStore;
  readonly loadImage: (path: string) => Promise<Blob>;
}): JSX.Element {
  const view = store.view.value;
  const messages = completedMessages(view);
  const latestTimed = messages.findLast((message) => view.timings[message.id] !== undefined)?.id;
  const element = useRef<HTMLDivElement>(null);
  useFollow(element);
  return (
    <div class="transcript" ref={element}>
      <div
        class="transcript-log"
        role="log"
        aria-label="Messages"
        aria-live="off"
        data-testid="transcript"
      >
        {messages.map((message) => (
          <MessageTurn
            key={message.id}
            message={message}
            agentTitle={agentTitle(view, message.agent)}
            timing={view.timings[message.id]}
            isLatest={message.id === latestTimed}
            loadImage={loadImage}
          />
        ))}
      </div>
      <LiveTurn store={store} />
    </div>
  );
}

/**
 * Scrolls with the conversation, whatever makes the page grow (words, a picture that has arrived, the
 * text box), for as long as the reader is at its end.
 */
function useFollow(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const transcript = element.current;
    if (transcript === null) return undefined;
    let following = true;
    const onScroll = (): void => {
      following = distanceToEnd() < FOLLOW_DISTANCE;
    };
    const observer = new ResizeObserver(() => {
      if (following && transcript.clientHeight > 0)
        window.scrollTo({ top: document.documentElement.scrollHeight });
    });
    observer.observe(document.body);
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      window.removeEventListener("scroll", onScroll);
    };
  }, [element]);
}

function distanceToEnd(): number {
  const page = document.documentElement;
  return page.scrollHeight - page.clientHeight - page.scrollTop;
}
