import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import type { ConversationStore } from "../conversation-store.ts";
import { poseTarget } from "../view/pose-target.ts";
import "./level-bars.css";

const EVERY_MS = 100;

/** Both voices' levels as plain bars, for those who asked for less motion. */
export function LevelBars({ store }: { readonly store: ConversationStore }): JSX.Element {
  const bars = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      const { client } = store;
      const levels = poseTarget(store.view.value, client.getInputLevel(), client.getOutputLevel());
      bars.current?.style.setProperty("--user-level", levels.user.toFixed(2));
      bars.current?.style.setProperty("--agent-level", levels.agent.toFixed(2));
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [store]);
  return (
    <div class="level-bars" ref={bars} aria-hidden="true">
      <span>You</span>
      <i class="level-bar level-bar--user" />
      <span>Answer</span>
      <i class="level-bar level-bar--agent" />
    </div>
  );
}
