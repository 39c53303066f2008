import type { JSX } from "preact";
import type { TurnMetrics } from "../../core/events.ts";
import { timingStory } from "../view/turn-timing.ts";
import { TimingChart } from "./timing-chart.tsx";
import "./timing.css";

/** What a turn took: one line that opens into a chart. Of the latest turn the line
 * tells it all, where there is room for that. */
export function Timing({
  metrics,
  isLatest,
}: {
  readonly metrics: TurnMetrics;
  readonly isLatest: boolean;
}): JSX.Element | null {
  const story = timingStory(metrics);
  if (story === undefined) return null;
  return (
    <details class="timing" data-testid="timing">
      <summary class="timing-line">
        {isLatest && (
          <span class="timing-story">
            {story.sentences.map((sentence) => (
              <span class="timing-sentence" key={sentence}>
                {sentence}
              </span>
            ))}
          </span>
        )}
        <span class={isLatest ? "timing-headline timing-headline--short" : "timing-headline"}>
          {story.headline}
        </span>
      </summary>
      <TimingChart story={story} />
    </details>
  );
}
