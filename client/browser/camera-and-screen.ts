import type { LiveSource } from "../../shared/protocol/conversation.ts";
import type { VideoInput, VideoInputHandlers } from "../core/video-input.ts";
import { deviceError, knownDeviceError } from "./device-error.ts";
import { encodeLiveImage } from "./live-image.ts";

/** The thumbnail by which pictures are compared, in dots. */
const DOTS = { width: 32, height: 18 } as const;

/** What is asked of a camera: the one that looks away from the user, where there are two. */
const CAMERA: MediaStreamConstraints = {
  video: { width: { ideal: 1280 }, facingMode: { ideal: "environment" } },
};
/** A picture a second is sent at most. */
const SCREEN: DisplayMediaStreamOptions = { video: { frameRate: { max: 5 } }, audio: false };

/** What exists from `start` to `stop`. */
interface Watch {
  readonly handlers: VideoInputHandlers;
  stream: MediaStream | undefined;
  readonly video: HTMLVideoElement;
}

/** The browser's camera, or the screen or window that the user chooses. */
export function createVideoInput(source: LiveSource): VideoInput {
  const dots = document.createElement("canvas");
  [dots.width, dots.height] = [DOTS.width, DOTS.height];
  const small = dots.getContext("2d", { willReadFrequently: true });
  if (small !== null) small.imageSmoothingQuality = "medium";
  let watch: Watch | undefined;

  function stop(): void {
    const own = watch;
    watch = undefined;
    if (own === undefined) return;
    for (const track of own.stream?.getTracks() ?? []) track.stop();
    own.video.srcObject = null;
  }

  function ended(own: Watch): void {
    if (watch !== own) return;
    stop();
    // Who shares a screen ends it with the browser's own button; a camera is taken away.
    own.handlers.onEnded(source === "camera" ? knownDeviceError("not-found", source) : undefined);
  }

  return {
    async start(handlers) {
      stop();
      const video = document.createElement("video");
      video.muted = true;
      video.playsInline = true;
      const own: Watch = { handlers, stream: undefined, video };
      watch = own;
      try {
        const stream = await ask(source);
        // Stopped while the user was being asked: the device must not stay open.
        if (watch !== own) {
          for (const track of stream.getTracks()) track.stop();
          return;
        }
        own.stream = stream;
        for (const track of stream.getVideoTracks())
          track.addEventListener("ended", () => ended(own));
        video.srcObject = stream;
        await video.play();
      } catch (thrown) {
        // A stop takes the stream from the element, which then complains.
        if (watch !== own) return;
        stop();
        throw deviceError(thrown, source);
      }
    },
    glance() {
      const video = watch?.video;
      if (video === undefined || small === null) return undefined;
      if (video.readyState < video.HAVE_CURRENT_DATA || video.videoWidth === 0) return undefined;
      small.drawImage(video, 0, 0, DOTS.width, DOTS.height);
      const { data } = small.getImageData(0, 0, DOTS.width, DOTS.height);
      const thumbnail = new Uint8Array(DOTS.width * DOTS.height);
      for (let dot = 0; dot < thumbnail.length; dot++)
        // ITU-R BT.601 luma.
        thumbnail[dot] =
          0.299 * data[4 * dot]! + 0.587 * data[4 * dot + 1]! + 0.114 * data[4 * dot + 2]!;
      return { thumbnail, encode: () => encodeLiveImage(video) };
    },
    get preview() {
      return watch?.stream;
    },
    stop,
  };
}

function ask(source: LiveSource): Promise<MediaStream> {
  const devices = (navigator as { mediaDevices?: Partial<MediaDevices> }).mediaDevices;
  if (source === "camera" && devices?.getUserMedia) return devices.getUserMedia(CAMERA);
  if (source === "screen" && devices?.getDisplayMedia) return devices.getDisplayMedia(SCREEN);
  return Promise.reject(knownDeviceError("not-supported", source));
}
