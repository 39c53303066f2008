import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import "./invitation.css";

const EXAMPLES = [
  "What time is it in Tokyo?",
  "Convert 5 miles to kilometres",
  "What can you help me with?",
] as const;

/** Shown before the first word: what one could say. */
export function Invitation({ store }: { readonly store: ConversationStore }): JSX.Element {
  const { connection } = store.view.value;
  return (
    <section class="invitation" aria-labelledby="invitation-title">
      <h2 class="invitation-title" id="invitation-title">
        Say something.
      </h2>
      <p class="invitation-lead">
        Talk as you would to anybody: pause, interrupt, change your mind. You can also type, or show
        a picture and ask about it.
      </p>
      <p class="invitation-try" id="invitation-try">
        To begin with, say or press one of these
      </p>
      <ul class="invitation-examples" aria-labelledby="invitation-try">
        {EXAMPLES.map((example) => (
          <li key={example}>
            <button
              type="button"
              class="example"
              disabled={connection !== "connected"}
              onClick={() => void store.sendText(example)}
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
