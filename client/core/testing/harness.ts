import { createManualClock } from "../../../shared/testing/manual-clock.ts";
import type { ManualClock } from "../../../shared/testing/manual-clock.ts";
import type { VoiceClientEvents } from "../events.ts";
import { platform } from "../platform.ts";
import { VoiceClient } from "../voice-client.ts";
import type { VoiceClientOptions } from "../voice-client-options.ts";
import { createFakeInput, createFakeOutput } from "./fake-audio.ts";
import type { FakeInput, FakeOutput } from "./fake-audio.ts";
import { createFakeServer } from "./fake-server.ts";
import type { FakeServer } from "./fake-server.ts";
import { createFakeVideo } from "./fake-video.ts";
import type { FakeVideo } from "./fake-video.ts";

type Name = keyof VoiceClientEvents;

/** A client between a fake server and fake devices, with its time in the test's hand. */
export interface Harness {
  readonly client: VoiceClient;
  readonly server: FakeServer;
  readonly clock: ManualClock;
  readonly input: FakeInput;
  readonly output: FakeOutput;
  readonly camera: FakeVideo;
  readonly screen: FakeVideo;
  /** What listeners of this name were told, in order. */
  heard<N extends Name>(name: N): VoiceClientEvents[N][];
  /** Lets time pass, and everything that follows from it. */
  pass(ms: number): Promise<void>;
}

/** Waits until everything that was under way in promises has happened. */
export function settled(): Promise<void> {
  // A task comes after all microtasks.
  return new Promise((resolve) => void platform.setTimeout(() => resolve(), 0));
}

/** Options of a client that plays nothing. */
export const TEXT_ONLY: object = { output: undefined };

/** Makes a client that has not connected. Without randomness a backoff is its longest. */
export function createHarness(options: Partial<VoiceClientOptions> = {}): Harness {
  const server = createFakeServer();
  const clock = createManualClock();
  const input = createFakeInput();
  const output = createFakeOutput();
  const camera = createFakeVideo();
  const screen = createFakeVideo();
  const client = new VoiceClient({
    url: "https://parley.test",
    agent: "assistant",
    getToken: (identity) => server.getToken(identity),
    transport: (address, handlers) => server.transport(address, handlers),
    input,
    output,
    camera,
    screen,
    clock,
    random: () => 1,
    ...options,
  });
  const told = new Map<Name, VoiceClientEvents[Name][]>();
  for (const name of EVENTS) {
    const list: VoiceClientEvents[Name][] = [];
    told.set(name, list);
    client.on(name, (event) => list.push(event));
  }
  return {
    client,
    server,
    clock,
    input,
    output,
    camera,
    screen,
    heard: (name) => told.get(name) as never,
    async pass(ms) {
      clock.advance(ms);
      await settled();
    },
  };
}

const EVENTS = Object.keys({
  connectionstatechange: 0,
  agentstatechange: 0,
  callstatechange: 0,
  turnholdchange: 0,
  videostatechange: 0,
  session: 0,
  welcome: 0,
  message: 0,
  interimtranscript: 0,
  transcript: 0,
  caption: 0,
  userspeechstart: 0,
  userspeechstop: 0,
  agentspeechstart: 0,
  agentspeechstop: 0,
  duck: 0,
  unduck: 0,
  interruption: 0,
  agentresponsecorrection: 0,
  toolcall: 0,
  toolapproval: 0,
  agentchange: 0,
  imageseen: 0,
  metrics: 0,
  latency: 0,
  error: 0,
  presence: 0,
  ended: 0,
} satisfies Record<Name, 0>) as Name[];
