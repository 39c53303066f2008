import type { JSX } from "preact";
import { formatMs } from "../view/format-ms.ts";
import type { TimingBar, TimingStory } from "../view/turn-timing.ts";

/** A turn's pieces of work side by side, on one axis of milliseconds. */
export function TimingChart({ story }: { readonly story: TimingStory }): JSX.Element {
  return (
    <div class="timing-chart">
      <ol class="timing-bars">
        {story.bars.map((bar) => (
          <li class="timing-bar" key={bar.label}>
            <span class="timing-label">{bar.label}</span>
            <Bar bar={bar} story={story} />
            <span class="timing-span">
              {formatMs(bar.to - bar.from)}
              <span class="timing-range">
                {" "}
                from {formatSigned(bar.from)} to {formatSigned(bar.to)}
              </span>
            </span>
          </li>
        ))}
      </ol>
      <p class="timing-axis" aria-hidden="true">
        <span>{story.startLabel}</span>
        <span>{story.endLabel}</span>
      </p>
      {story.notes.map((note) => (
        <p class="timing-note" key={note}>
          {note}
        </p>
      ))}
    </div>
  );
}

/** Width of the drawing's own units; the picture stretches to its place. */
const UNITS = 1_000;
/** A piece of work is never thinner than this, or it could not be seen. */
const THINNEST = 6;

function Bar({
  bar,
  story,
}: {
  readonly bar: TimingBar;
  readonly story: TimingStory;
}): JSX.Element {
  const scale = UNITS / (story.to - story.from);
  const width = Math.max(THINNEST, (bar.to - bar.from) * scale);
  const x = Math.min((bar.from - story.from) * scale, UNITS - width);
  return (
    <svg
      class="timing-drawing"
      viewBox={`0 0 ${UNITS} 10`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="timing-track" x="0" y="0" width={UNITS} height="10" />
      <rect
        class={`timing-piece timing-piece--${bar.kind}`}
        x={x}
        y="0"
        width={width}
        height="10"
      />
    </svg>
  );
}

function formatSigned(milliseconds: number): string {
  return milliseconds < 0 ? `−${formatMs(-milliseconds)}` : formatMs(milliseconds);
}
