import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import { formatMs } from "../view/format-ms.ts";
import "./details-panel.css";

/** Names the panel for the button that opens it. */
export const DETAILS_PANEL_ID = "details";

const STAGES = [
  ["listen", "Hears you"],
  ["think", "Answers"],
  ["speak", "Speaks"],
  ["see", "Looks at pictures"],
] as const;

const SHORTCUTS = [
  ["Esc", "Stops the answer"],
  ["Enter", "Sends what you typed"],
  ["Shift + Enter", "Begins a new line"],
  ["Tab, Space", "Reach and press everything"],
] as const;

/** Which model serves each stage and why, and the keys. Closed until it is asked for. */
export function DetailsPanel({ store }: { readonly store: ConversationStore }): JSX.Element {
  const { stages, agent, latencyMs } = store.view.value;
  return (
    <section class="details" id={DETAILS_PANEL_ID} popover="auto" aria-labelledby="details-title">
      <div class="details-head">
        <h2 class="details-title" id="details-title">
          Who answers you
        </h2>
        <button
          type="button"
          class="icon-button"
          aria-label="Close"
          popovertarget={DETAILS_PANEL_ID}
          popovertargetaction="hide"
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M6.5 6.5l11 11M17.5 6.5l-11 11" />
          </svg>
        </button>
      </div>
      {stages === undefined ? (
        <p class="details-empty">Known once you are connected.</p>
      ) : (
        <dl class="details-stages">
          {STAGES.map(([stage, title]) => (
            <div class="details-stage" key={stage}>
              <dt>{title}</dt>
              <dd>
                <p class="details-model">{stages[stage].model}</p>
                <p class="details-why">{stages[stage].why}</p>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {agent !== undefined && agent.tools.length > 0 && (
        <p class="details-line">Tools: {agent.tools.join(", ")}</p>
      )}
      {latencyMs !== undefined && (
        <p class="details-line">Way to the server and back: {formatMs(latencyMs)}</p>
      )}
      <h3 class="details-subtitle">Keys</h3>
      <dl class="details-keys">
        {SHORTCUTS.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
