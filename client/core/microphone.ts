import { int16ToPcm16 } from "../../shared/audio/pcm.ts";
import type { Frame } from "../../shared/protocol/frame.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { MICROPHONE_RATE } from "../../shared/protocol/version.ts";
import { capturedAt, noteCaptured } from "./microphone-clock.ts";
import type { MicrophoneClock } from "./microphone-clock.ts";

/** Microphone audio that is kept while there is no connection; older audio is dropped. */
export const KEPT_MS = 5_000;
const KEPT_SAMPLES = (KEPT_MS * MICROPHONE_RATE) / 1000;

/** Samples that wait, with when the last of them was captured. */
export interface Kept {
  readonly samples: Int16Array;
  readonly at: number;
}

/** What was sent on this connection, and what waits for the next. */
export interface Microphone {
  readonly position: number;
  readonly sequence: number;
  readonly clock: MicrophoneClock;
  readonly kept: readonly Kept[];
}

/** Nothing captured yet. */
export const initialMicrophone: Microphone = { position: 0, sequence: 0, clock: [], kept: [] };

type Result = readonly [Microphone, readonly Frame[]];

/** Numbers samples as the connection's next frame. */
export function captureFrame(microphone: Microphone, samples: Int16Array, now: number): Result {
  const { position, sequence } = microphone;
  const end = position + samples.length;
  return [
    {
      ...microphone,
      position: end,
      sequence: (sequence + 1) & 0xff,
      clock: noteCaptured(microphone.clock, position, end, now),
    },
    [{ kind: "microphone", sequence, turn: 0, position, payload: int16ToPcm16(samples) }],
  ];
}

/** Keeps samples until there is a connection; the oldest go when there are more than KEPT_MS. */
export function keepFrame(microphone: Microphone, samples: Int16Array, now: number): Microphone {
  const kept = keepLatest([...microphone.kept, { samples, at: now }], KEPT_SAMPLES);
  return { ...microphone, kept };
}

/** The latest blocks that have so many samples at most. */
export function keepLatest(blocks: readonly Kept[], most: number): readonly Kept[] {
  let total = blocks.reduce((sum, one) => sum + one.samples.length, 0);
  let first = 0;
  while (total > most) total -= blocks[first++]!.samples.length;
  return blocks.slice(first);
}

/**
 * A new connection: numbers start again, and what was kept is sent, in frames as long as the protocol
 * allows, so that a burst stays far below the rate limit.
 */
export function startConnection(microphone: Microphone): Result {
  const frames: Frame[] = [];
  let next: Microphone = initialMicrophone;
  const send = (blocks: readonly Kept[]) => {
    if (blocks.length === 0) return;
    const joined = new Int16Array(blocks.reduce((sum, one) => sum + one.samples.length, 0));
    let offset = 0;
    for (const { samples } of blocks) {
      joined.set(samples, offset);
      offset += samples.length;
    }
    const [after, made] = captureFrame(next, joined, blocks.at(-1)!.at);
    next = after;
    frames.push(...made);
  };
  let blocks: Kept[] = [];
  let length = 0;
  for (const block of microphone.kept) {
    if (length + block.samples.length > LIMITS.microphoneFrameSamples) {
      send(blocks);
      blocks = [];
      length = 0;
    }
    blocks.push(block);
    length += block.samples.length;
  }
  send(blocks);
  return [next, frames];
}

/** When the sample with this number (of this connection) was captured, by the client's clock. */
export function sampleTime(microphone: Microphone, sample: number): number | undefined {
  return capturedAt(microphone.clock, sample);
}
