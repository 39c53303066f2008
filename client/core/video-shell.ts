import type { LiveSource } from "../../shared/protocol/conversation.ts";
import type { ClientEvent } from "./client-event.ts";
import type { Clock } from "./clock.ts";
import { FRAME_PACE, isDue } from "./frame-pace.ts";
import type { FramePace } from "./frame-pace.ts";
import type { VideoInput } from "./video-input.ts";
import { VoiceError } from "./voice-error.ts";

/** The sources of a client, of which each may be missing. */
export type VideoInputs = Readonly<Partial<Record<LiveSource, VideoInput>>>;

/** What the sources need to know and tell. */
export interface VideoShellHandlers {
  readonly dispatch: (event: ClientEvent) => void;
  /** Whether pictures can be sent now. */
  readonly isConnected: () => boolean;
  /** Whether the user is speaking. */
  readonly isTalking: () => boolean;
}

/** The client's camera and shared screen. */
export interface VideoShell {
  /**
   * Opens a source within the caller's gesture, and sends what it shows from then on.
   * @throws VoiceError with a `reason`; `aborted` when it was stopped meanwhile.
   */
  start(source: LiveSource): Promise<void>;
  stop(source: LiveSource): void;
  /** A new connection knows no pictures: each source is sent again. */
  renew(): void;
  preview(source: LiveSource): unknown;
}

/** One source from its start to its stop. */
interface Watch {
  pace: FramePace | undefined;
  isEncoding: boolean;
  cancel: () => void;
}

/** Makes the shell of a client's video sources. */
export function createVideoShell(
  inputs: VideoInputs,
  clock: Clock,
  { dispatch, isConnected, isTalking }: VideoShellHandlers,
): VideoShell {
  const watches = new Map<LiveSource, Watch>();

  function close(source: LiveSource, error?: VoiceError): void {
    const watch = watches.get(source);
    if (watch === undefined) return;
    watches.delete(source);
    watch.cancel();
    inputs[source]?.stop();
    dispatch({ type: "video", source, state: "off" });
    if (error !== undefined) dispatch({ type: "device-failed", error });
  }

  function look(source: LiveSource, watch: Watch): void {
    watch.cancel = clock.schedule(FRAME_PACE.glanceMs, () => look(source, watch));
    if (watch.isEncoding || !isConnected()) return;
    const glance = inputs[source]?.glance();
    if (glance === undefined) return;
    const now = clock.now();
    const { thumbnail } = glance;
    if (!isDue(watch.pace, { now, thumbnail, isTalking: isTalking() })) return;
    watch.pace = { sentAt: now, thumbnail };
    watch.isEncoding = true;
    glance
      .encode()
      .then(
        (image) => {
          if (watches.get(source) === watch) dispatch({ type: "live-image", source, image });
        },
        (thrown: unknown) => {
          const error = VoiceError.from(thrown, "image_failed", source);
          if (watches.get(source) === watch) close(source, error);
        },
      )
      .finally(() => {
        watch.isEncoding = false;
      });
  }

  return {
    async start(source) {
      if (watches.has(source)) return;
      const input = inputs[source];
      const watch: Watch = { pace: undefined, isEncoding: false, cancel: () => {} };
      watches.set(source, watch);
      dispatch({ type: "video", source, state: "opening" });
      const isOver = (): boolean => watches.get(source) !== watch;
      try {
        if (input === undefined) throw missing(source);
        await input.start({
          onEnded: (error) => {
            if (!isOver()) close(source, error);
          },
        });
      } catch (thrown) {
        const error = VoiceError.from(thrown, failureOf(source), source);
        if (!isOver()) close(source, error);
        throw error;
      }
      if (isOver()) {
        // It was stopped meanwhile, and perhaps started again, which the new one's input serves.
        if (!watches.has(source)) input.stop();
        throw new VoiceError("aborted", "It was stopped.", { stage: source });
      }
      dispatch({ type: "video", source, state: "on" });
      look(source, watch);
    },
    stop: (source) => close(source),
    renew() {
      for (const watch of watches.values()) watch.pace = undefined;
    },
    preview: (source) => (watches.has(source) ? inputs[source]?.preview : undefined),
  };
}

function missing(source: LiveSource): VoiceError {
  const message =
    source === "camera" ? "This client has no camera." : "This client can't share a screen.";
  return new VoiceError(failureOf(source), message, { stage: source, reason: "not-supported" });
}

function failureOf(source: LiveSource): "camera_failed" | "screen_failed" {
  return `${source}_failed`;
}
