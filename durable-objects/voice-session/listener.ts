import { int16ToFloat32 } from "../../shared/audio/pcm.ts";
import { RingBuffer } from "../../shared/audio/ring-buffer.ts";
import type { SileroVad } from "../../shared/audio/silero-vad.ts";
import { VAD_FRAME } from "../../shared/audio/silero-vad.ts";
import { createVoiceActivity } from "../../shared/audio/voice-activity.ts";
import type {
  VoiceActivity,
  VoiceActivityEvent,
  VoiceActivitySettings,
  VoiceActivityState,
} from "../../shared/audio/voice-activity.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { MICROPHONE_RATE } from "../../shared/protocol/version.ts";

/** A frame less than a voice usually takes, which is 32 ms. */
const EAGER = { onsetFrames: 2, onsetWindow: 3 } as const;
/** Longest gap in a client's sample positions that is filled with silence, in samples. */
const MAX_GAP = MICROPHONE_RATE * 2;
/** Audio that is kept: the longest utterance, its pre-roll, and what comes while it is decided. */
const KEPT = (MICROPHONE_RATE * (LIMITS.utteranceMs + 10_000)) / 1000;

/**
 * The microphone as the object sees it: keeps the last samples, and tells when a voice begins,
 * pauses and ends. Positions count the samples that were written here; {@link clientPosition} turns
 * them into the client's own, which begin anew with each connection.
 */
export class Listener {
  readonly #ring = new RingBuffer(KEPT);
  readonly #vad: SileroVad;
  #activity: VoiceActivity;
  #eager: VoiceActivity;
  #isEager = false;
  readonly #frame = new Float32Array(VAD_FRAME);
  #filled = 0;
  #analysed = 0;
  #state: VoiceActivityState;
  /** The client's position of the ring's sample 0; undefined until a connection's first frame. */
  #origin: number | undefined;

  constructor(vad: SileroVad, settings: VoiceActivitySettings) {
    this.#vad = vad;
    this.#activity = createVoiceActivity(settings);
    this.#eager = createVoiceActivity({ ...settings, ...EAGER });
    this.#state = this.#activity.initial;
  }

  /** Samples that were written so far: the position of the next one. */
  get end(): number {
    return this.#ring.end;
  }

  /** From now on it tells speech from silence by these settings. */
  adapt(settings: VoiceActivitySettings): void {
    this.#activity = createVoiceActivity(settings);
    this.#eager = createVoiceActivity({ ...settings, ...EAGER });
  }

  /** Whether a voice is to be noticed as soon as it may be one: what follows can be taken back. */
  setEager(isEager: boolean): void {
    this.#isEager = isEager;
  }

  /** Whether something sounds in a pause that may become a voice. */
  get isStirring(): boolean {
    return this.#state.type === "paused" && this.#state.onset.length > 0;
  }

  /** A new connection begins: its positions may start anywhere. */
  reconnect(): void {
    this.#origin = undefined;
  }

  /** The client's position of a sample. */
  clientPosition(sample: number): number {
    return sample + (this.#origin ?? 0);
  }

  /** Takes a microphone frame; what comes twice is left out, what is missing becomes silence. */
  write(position: number, samples: Int16Array): VoiceActivityEvent[] {
    this.#origin ??= position - this.#ring.end;
    const expected = this.#origin + this.#ring.end;
    let fresh = samples;
    if (position < expected)
      fresh = samples.subarray(Math.min(samples.length, expected - position));
    else if (position - expected > MAX_GAP) this.#origin = position - this.#ring.end;
    else if (position > expected) this.#ring.writeSilence(position - expected);
    this.#ring.write(fresh);
    return this.#analyse(fresh);
  }

  /** The microphone closed: ends what is open. */
  stop(): VoiceActivityEvent[] {
    const [state, events] = this.#activity.stop(this.#state);
    this.#state = state;
    this.#vad.reset();
    return [...events];
  }

  /** A copy of the samples from `from` to now, and as much silence as `tail` says. */
  read(from: number, tail = 0): Int16Array {
    const { samples } = this.#ring.read(from, this.#ring.end);
    if (tail === 0) return samples;
    const longer = new Int16Array(samples.length + tail);
    longer.set(samples);
    return longer;
  }

  #analyse(samples: Int16Array): VoiceActivityEvent[] {
    const all: VoiceActivityEvent[] = [];
    for (let at = 0; at < samples.length;) {
      const take = Math.min(VAD_FRAME - this.#filled, samples.length - at);
      int16ToFloat32(samples.subarray(at, at + take), this.#frame.subarray(this.#filled));
      this.#filled += take;
      at += take;
      if (this.#filled < VAD_FRAME) break;
      this.#filled = 0;
      const first = this.#ring.end - samples.length + at - VAD_FRAME;
      const activity = this.#isEager ? this.#eager : this.#activity;
      const [state, events] = activity.step(
        this.#state,
        this.#vad.process(this.#frame),
        Math.max(first, this.#analysed),
      );
      this.#analysed = first + VAD_FRAME;
      this.#state = state;
      all.push(...events);
    }
    return all;
  }
}
