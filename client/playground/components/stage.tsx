import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import { statusWords } from "../view/status-words.ts";
import { Controls } from "./controls.tsx";
import { LevelBars } from "./level-bars.tsx";
import { TalkButton } from "./talk-button.tsx";
import { useMediaQuery } from "./use-media-query.ts";
import { VoiceForm } from "./voice-form.tsx";
import "./stage.css";

/** Where one talks: the living form around the button, the state in words, and the controls. */
export function Stage({ store }: { readonly store: ConversationStore }): JSX.Element {
  const status = statusWords(store.view.value);
  const calm = useMediaQuery("(prefers-reduced-motion: reduce)");
  return (
    <section class="stage" aria-label="Talk" data-state={status.state}>
      <div class="stage-form">
        <VoiceForm store={store} still={calm} />
        <TalkButton store={store} />
      </div>
      <div class="stage-words">
        <p class="stage-status" data-testid="status" data-state={status.state}>
          {status.word}
        </p>
        <p class="stage-hint">{status.hint}</p>
        {calm && <LevelBars store={store} />}
        <Controls store={store} />
      </div>
    </section>
  );
}
