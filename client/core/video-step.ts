import type { LiveSource } from "../../shared/protocol/conversation.ts";
import type { ClientEffect } from "./client-effect.ts";
import type { ClientState, Step } from "./client-state.ts";
import type { PreparedImage } from "./image-source.ts";
import type { VideoState } from "./events.ts";

/** A source is being opened, shows, or is closed. */
export function videoStep(state: ClientState, source: LiveSource, video: VideoState): Step {
  const { state: before, number } = state.video[source];
  if (before === video) return [state, []];
  const next = withSource(state, source, { state: video, number: undefined });
  if (video !== "off" || number === undefined) return [next, []];
  // What it showed last must not join the next turn.
  return [next, [{ type: "send", message: { type: "image-remove", number } }]];
}

/** A picture of a source that shows. */
export function liveImageStep(state: ClientState, source: LiveSource, image: PreparedImage): Step {
  if (state.video[source].state !== "on") return [state, []];
  const number = state.nextImage;
  const [next, effects] = imageStep(state, number, image, source);
  return [withSource(next, source, { state: "on", number }), effects];
}

/** Announces a picture and sends it. */
export function imageStep(
  state: ClientState,
  number: number,
  image: PreparedImage,
  live?: LiveSource,
): Step {
  const { bytes: payload, mediaType } = image;
  const announced = { type: "image" as const, number, mediaType, bytes: payload.length };
  const message = live === undefined ? announced : { ...announced, live };
  const frame = { kind: "image" as const, sequence: 0, turn: 0, position: number, payload };
  return [
    { ...state, nextImage: Math.max(state.nextImage, number + 1) },
    [
      { type: "send", message },
      { type: "send-frame", frame },
    ],
  ];
}

/** Events for the sources that changed. */
export function videoChanges(before: ClientState, after: ClientState): ClientEffect[] {
  return (["camera", "screen"] as const).flatMap((source) => {
    const { state } = after.video[source];
    if (state === before.video[source].state) return [];
    return [{ type: "emit" as const, name: "videostatechange" as const, event: { source, state } }];
  });
}

function withSource(
  state: ClientState,
  source: LiveSource,
  side: ClientState["video"][LiveSource],
): ClientState {
  return { ...state, video: { ...state.video, [source]: side } };
}
