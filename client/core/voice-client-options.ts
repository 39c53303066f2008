import type { AudioInput, AudioOutput } from "./audio-ports.ts";
import type { Clock } from "./clock.ts";
import type { PrepareImage } from "./image-source.ts";
import type { Turns } from "./microphone-gate.ts";
import type { GetToken, SessionIdentity } from "./session-grant.ts";
import type { TransportFactory } from "./transport.ts";
import type { VideoInput } from "./video-input.ts";

/** How to reach an agent, and what to hear and speak with. */
export interface VoiceClientOptions {
  /** Origin of the server, `https://host`. In a browser `""` is the page's own. */
  readonly url: string;
  /** Name of the agent; absent: the server's default. */
  readonly agent?: string;
  /** Gets a grant for each connection. Default: asks the server with `key`. */
  readonly getToken?: GetToken;
  /** Publishable key (`pk_…`) in a page; an API key (`sk_…`) on a server. */
  readonly key?: string;
  /** An earlier conversation that is to be continued. */
  readonly session?: SessionIdentity;
  /** Name and version of the client, for the server's journal. */
  readonly client?: string;
  /** Absent: the user can only type. */
  readonly input?: AudioInput;
  /** Absent: nothing is played, and captions appear as they come. */
  readonly output?: AudioOutput;
  /** Who says when the user's turn begins and ends; see VoiceClient.setTurns. Default: automatic. */
  readonly turns?: Turns;
  /** Absent: the agent can't be shown what a camera sees, or what is on a screen. */
  readonly camera?: VideoInput;
  readonly screen?: VideoInput;
  /** Default: a WebSocket. */
  readonly transport?: TransportFactory;
  /** Default: sends JPEG, PNG and WebP as they are. */
  readonly prepareImage?: PrepareImage;
  /** Attempts before `connect()` fails (default 3), and before a broken connection is given up (default 12). */
  readonly attempts?: { readonly connect?: number; readonly reconnect?: number };
  readonly clock?: Clock;
  /** Uniform in 0…1; spreads the attempts of many clients. Default Math.random. */
  readonly random?: () => number;
}
