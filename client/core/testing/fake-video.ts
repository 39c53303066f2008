import type { VideoInput, VideoInputHandlers } from "../video-input.ts";
import type { VoiceError } from "../voice-error.ts";

/** A camera in a test's hand. */
export interface FakeVideo extends VideoInput {
  readonly calls: string[];
  /** Decides what the next `start` does; by default it opens at once. */
  opens: () => Promise<void>;
  /** What it sees: the brightness of every dot, and the bytes of the picture. Undefined: nothing yet. */
  sees: number | undefined;
  end(error?: VoiceError): void;
}

/** Makes a camera that opens and sees black. */
export function createFakeVideo(): FakeVideo {
  let handlers: VideoInputHandlers | undefined;
  const video: FakeVideo = {
    calls: [],
    opens: () => Promise.resolve(),
    sees: 0,
    preview: "a preview",
    start(given) {
      video.calls.push("start");
      handlers = given;
      return video.opens();
    },
    glance() {
      const { sees } = video;
      if (sees === undefined) return undefined;
      const bytes = new Uint8Array([sees]);
      return {
        thumbnail: new Uint8Array(100).fill(sees),
        encode: async () => ({ bytes, mediaType: "image/jpeg" }),
      };
    },
    stop() {
      video.calls.push("stop");
    },
    end: (error) => handlers?.onEnded(error),
  };
  return video;
}
