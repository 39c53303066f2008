import type { AudioOutput } from "../client/core/audio-ports.ts";
import { systemClock } from "../client/core/clock.ts";
import type { TurnMetrics } from "../client/core/events.ts";
import { VoiceClient } from "../client/core/voice-client.ts";
import { createRecorderOutput } from "../client/node/recorder-output.ts";
import { createWavInput } from "../client/node/wav-input.ts";
import { MICROPHONE_RATE } from "../shared/protocol/version.ts";
import type { ProductAddress } from "../tests/product/started-product.ts";
import type { Clip } from "./clips.ts";
import { watchFrames } from "./frame-times.ts";
import { lastVoice } from "./last-voice.ts";

/** Longest wait for an answer to begin, in milliseconds. */
const PATIENCE_MS = 20_000;
/** By this long after the last voice the server has told that it hears one. */
const NOTICED_MS = 400;

/** What one clip came to. */
export interface ClipResult {
  readonly clip: string;
  /** All that was understood, in all turns that the clip became. */
  readonly heard: string;
  /** Turns that the clip became: a long pause inside it ends one. */
  readonly turns: number;
  /** First words of the answer to the last of them. */
  readonly answer: string;
  /**
   * From the last voice in the recording to the first sample of the answer that the client received
   * for playing, in milliseconds; absent when no answer came.
   */
  readonly firstAudioMs?: number;
  /** What the product itself says of that turn. */
  readonly metrics?: TurnMetrics;
  readonly errors: readonly string[];
}

/**
 * Plays a clip to the default agent in real time, in a conversation of its own and after the
 * greeting, and waits for the answer to begin.
 * @throws VoiceError when there is no conversation.
 */
export async function callClip(product: ProductAddress, clip: Clip): Promise<ClipResult> {
  const microphone = createWavInput();
  const frames = watchFrames(microphone);
  const received = new Map<number, number>();
  const client = new VoiceClient({
    url: product.url,
    key: product.apiKey,
    client: "parley-bench/0.1.0",
    attempts: { connect: 1, reconnect: 0 },
    input: frames.input,
    output: watchReplies(received),
  });
  const metrics = new Map<number, TurnMetrics>();
  const errors: string[] = [];
  const heard: string[] = [];
  const captions: { turn: number; text: string }[] = [];
  let turn = 0;
  let speaking = false;
  client.on("userspeechstart", (event) => {
    speaking = true;
    turn = event.turn;
  });
  client.on("userspeechstop", () => {
    speaking = false;
  });
  client.on("transcript", ({ text }) => heard.push(text));
  client.on("caption", (caption) => captions.push(caption));
  client.on("metrics", (event) => metrics.set(event.turn, event));
  client.on("error", (error) => errors.push(`${error.stage}: ${error.message}`));
  try {
    await client.startCall();
    await until(() => received.size > 0 && client.agentState === "listening");
    const first = frames.delivered();
    await microphone.hear({ rate: MICROPHONE_RATE, samples: clip.samples });
    const ended = frames.timeOf(first + lastVoice(clip.samples));
    const answered = (): boolean =>
      !speaking &&
      systemClock.now() > ended + NOTICED_MS &&
      received.has(turn) &&
      metrics.get(turn)?.firstAudioMs !== undefined &&
      captions.some((caption) => caption.turn === turn);
    const came = await until(answered);
    const receivedAt = received.get(turn);
    const measured = metrics.get(turn);
    return {
      clip: clip.name,
      heard: heard.join(" "),
      turns: heard.length,
      answer: captions.find((caption) => caption.turn === turn)?.text ?? "",
      ...(came && receivedAt !== undefined ? { firstAudioMs: receivedAt - ended } : {}),
      ...(came && measured !== undefined ? { metrics: measured } : {}),
      errors,
    };
  } finally {
    // What is still being made of the answer must not slow the next clip down.
    client.interrupt();
    client.disconnect();
    microphone.stop();
  }
}

/** A loudspeaker that notes when the first samples of each turn came. */
function watchReplies(received: Map<number, number>): AudioOutput {
  const recorder = createRecorderOutput();
  return {
    ...recorder,
    get level() {
      return recorder.level;
    },
    write(turn, position, samples) {
      if (!received.has(turn)) received.set(turn, systemClock.now());
      recorder.write(turn, position, samples);
    },
  };
}

/** Waits for a condition; false when it does not come true in time. */
function until(condition: () => boolean): Promise<boolean> {
  const end = systemClock.now() + PATIENCE_MS;
  return new Promise((resolve) => {
    const look = (): void => {
      if (condition()) resolve(true);
      else if (systemClock.now() > end) resolve(false);
      else systemClock.schedule(10, look);
    };
    look();
  });
}
