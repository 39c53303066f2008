import type { JSX } from "preact";
import type { ApprovalRequest } from "../../core/events.ts";
import type { ConversationStore } from "../conversation-store.ts";
import { toolWords } from "../view/tool-words.ts";
import "./approvals.css";

/** Tools that wait for the user's word. Its frame is always there, so that it is announced. */
export function Approvals({ store }: { readonly store: ConversationStore }): JSX.Element {
  return (
    <div role="alert">
      {store.view.value.approvals.map((approval) => (
        <Approval key={approval.toolCallId} approval={approval} store={store} />
      ))}
    </div>
  );
}

function Approval({
  approval: { toolCallId, name, input },
  store,
}: {
  readonly approval: ApprovalRequest;
  readonly store: ConversationStore;
}): JSX.Element {
  const words = toolWords({ name, input, state: "input-available" });
  return (
    <div class="approval" data-testid="approval">
      <div>
        <p class="approval-title">May I {words.name}?</p>
        {words.input !== "" && <p class="approval-input">{words.input}</p>}
      </div>
      <div class="approval-actions">
        <button type="button" class="solid-button" onClick={() => store.approve(toolCallId, true)}>
          Allow
        </button>
        <button type="button" class="quiet-button" onClick={() => store.approve(toolCallId, false)}>
          Don't allow
        </button>
      </div>
    </div>
  );
}
