import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import { startForm } from "../form/form-loop.ts";
import { isLively, poseTarget } from "../view/pose-target.ts";

/** The living form: two bundles of lines that follow both voices. `still` draws it without motion. */
export function VoiceForm({
  store,
  still,
}: {
  readonly store: ConversationStore;
  readonly still: boolean;
}): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const { client } = store;
    const form = startForm(canvas.current, {
      still,
      target: () =>
        poseTarget(
          store.view.value,
          still ? 0 : client.getInputLevel(),
          still ? 0 : client.getOutputLevel(),
        ),
      lively: () => !still && isLively(store.view.value),
    });
    const unsubscribe = effect(() => {
      void store.view.value;
      form.wake();
    });
    return () => {
      unsubscribe();
      form.stop();
    };
  }, [store, still]);
  return <canvas class="voice-form" ref={canvas} aria-hidden="true" />;
}
