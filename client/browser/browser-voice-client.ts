import type { VoiceClient } from "../core/voice-client.ts";
import type { VoiceClientOptions } from "../core/voice-client-options.ts";

/** Options of {@link CreateBrowserVoiceClient}; `url` defaults to the page's own origin. */
export type BrowserVoiceClientOptions = Omit<VoiceClientOptions, "url"> & { readonly url?: string };

/** Makes a client with the browser's microphone, loudspeaker, and picture decoder. */
export type CreateBrowserVoiceClient = (options: BrowserVoiceClientOptions) => VoiceClient;
