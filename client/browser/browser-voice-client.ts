import { VoiceClient } from "../core/voice-client.ts";
import type { VoiceClientOptions } from "../core/voice-client-options.ts";
import { createAudioDevice } from "./audio-device.ts";
import { prepareImage } from "./image.ts";
import { createMicrophone } from "./microphone.ts";
import { createPlayback } from "./playback.ts";

/** Like {@link VoiceClientOptions}; `url` is the page's own origin where it is absent. */
export type BrowserVoiceClientOptions = Omit<VoiceClientOptions, "url"> & { readonly url?: string };

/** Makes a client with the browser's microphone, loudspeaker, and picture decoder. */
export function createBrowserVoiceClient(options: BrowserVoiceClientOptions): VoiceClient {
  const device = createAudioDevice();
  const client = new VoiceClient({
    client: "parley-browser/0.1.0",
    input: createMicrophone(device),
    output: createPlayback(device),
    prepareImage,
    ...options,
    url: options.url || location.origin,
  });
  // Neither a sleep nor a change of network closes a socket: it only stops answering.
  const wake = () => {
    if (document.visibilityState === "visible") client.wake();
  };
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  return client;
}
