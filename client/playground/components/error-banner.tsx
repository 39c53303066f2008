import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import { explainError } from "../view/explain-error.ts";
import type { ErrorAction } from "../view/explain-error.ts";
import "./error-banner.css";

/** What went wrong, and what to do about it. Its frame is always there, so that it is announced. */
export function ErrorBanner({
  store,
  onNewConversation,
}: {
  readonly store: ConversationStore;
  readonly onNewConversation: () => void;
}): JSX.Element {
  const { error } = store.view.value;
  const explanation = error === undefined ? undefined : explainError(error);
  const slot = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error !== undefined) slot.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  const act = (action: ErrorAction): void => {
    if (action === "retry-microphone") store.toggleCall();
    else if (action === "reconnect") store.connect();
    else if (action === "new-conversation") onNewConversation();
  };
  return (
    <div role="alert" ref={slot}>
      {explanation !== undefined && (
        <div class="error-banner" data-testid="error-banner" data-code={error?.code}>
          <div>
            <p class="error-title">{explanation.title}</p>
            <p class="error-advice">{explanation.advice}</p>
          </div>
          <div class="error-actions">
            {explanation.action !== "none" && (
              <button type="button" class="solid-button" onClick={() => act(explanation.action)}>
                {explanation.actionLabel}
              </button>
            )}
            <button type="button" class="quiet-button" onClick={() => store.dismissError()}>
              Dismiss
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
