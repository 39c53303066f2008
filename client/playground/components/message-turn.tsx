import type { JSX } from "preact";
import type { Message } from "../../../shared/protocol/conversation.ts";
import type { TurnMetrics } from "../../core/events.ts";
import { SessionPicture } from "./session-picture.tsx";
import { Timing } from "./timing.tsx";
import { ToolLine } from "./tool-line.tsx";
import "./turn.css";

/** A completed message. Words are plain text, whoever made them. */
export function MessageTurn({
  message,
  agentTitle,
  timing,
  isLatest,
  loadImage,
}: {
  readonly message: Message;
  readonly agentTitle: string;
  readonly timing: TurnMetrics | undefined;
  readonly isLatest: boolean;
  readonly loadImage: (path: string) => Promise<Blob>;
}): JSX.Element {
  const isUser = message.role === "user";
  return (
    <article
      class={`turn turn--${message.role}`}
      data-testid={isUser ? "message-user" : "message-assistant"}
    >
      <p class="turn-who">
        {isUser ? "You" : agentTitle}
        {isUser && message.via === "text" && <span class="turn-via"> typed</span>}
      </p>
      <div class="turn-body">
        {message.parts.map((part, index) => {
          const key = `${message.id}-${index}`;
          switch (part.type) {
            case "text":
              return part.text.trim() === "" ? null : (
                <p class="turn-words" key={key}>
                  {part.text}
                </p>
              );
            case "file":
              return <SessionPicture key={key} part={part} loadImage={loadImage} />;
            case "tool":
              return <ToolLine key={part.toolCallId} tool={part} />;
          }
        })}
        {message.interrupted === true && <p class="turn-note">You stopped the answer here.</p>}
        {timing !== undefined && <Timing metrics={timing} isLatest={isLatest} />}
      </div>
    </article>
  );
}
