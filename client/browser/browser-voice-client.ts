import { VoiceClient } from "../core/voice-client.ts";
import type { VoiceClientOptions } from "../core/voice-client-options.ts";
import { createAudioDevice } from "./audio-device.ts";
import type { AudioDevice } from "./audio-device.ts";
import { createVideoInput } from "./camera-and-screen.ts";
import { prepareImage } from "./image.ts";
import { createMicrophone } from "./microphone.ts";
import { createPlayback } from "./playback.ts";
import type { Sounds } from "./sounds/sounds.ts";

/** Like {@link VoiceClientOptions}; `url` is the page's own origin where it is absent. */
export type BrowserVoiceClientOptions = Omit<VoiceClientOptions, "url"> & {
  readonly url?: string;
  /** Sounds under the voice. Absent: those that the agent asks for, if any. */
  readonly sounds?: Sounds | "off";
};

/** Makes a client with the browser's microphone, loudspeaker, camera, screen, and picture decoder. */
export function createBrowserVoiceClient({
  sounds,
  ...options
}: BrowserVoiceClientOptions): VoiceClient {
  const device = createAudioDevice();
  const client = new VoiceClient({
    client: "parley-browser/0.1.0",
    input: createMicrophone(device),
    output: createPlayback(device),
    camera: createVideoInput("camera"),
    screen: createVideoInput("screen"),
    prepareImage,
    ...options,
    url: options.url || location.origin,
  });
  if (sounds !== "off") playSounds(client, device, () => sounds ?? client.agent?.sounds);
  // Neither a sleep nor a change of network closes a socket: it only stops answering.
  const wake = () => {
    if (document.visibilityState === "visible") client.wake();
  };
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  return client;
}

/** Loads what makes sounds with the first call that wants any: most want none. */
function playSounds(
  client: VoiceClient,
  device: AudioDevice,
  wish: () => Sounds | undefined,
): void {
  const stop = client.on("callstatechange", ({ state }) => {
    const { background, thinking } = wish() ?? {};
    if (state !== "open" || (background ?? thinking) === undefined) return;
    stop();
    void import("./sounds/attach-sounds.ts").then(({ attachSounds }) =>
      attachSounds(client, device, wish),
    );
  });
}
