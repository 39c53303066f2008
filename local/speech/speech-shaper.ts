import type { Resampler } from "../../shared/audio/resampler.ts";
import { float32ToInt16 } from "../../shared/audio/pcm.ts";
import { createResampler } from "../../shared/audio/resampler.ts";

/** The rate of everything that we speak, in hertz: that of OpenAI's `pcm`. */
export const SPEECH_RATE = 24_000;

/** Softer than this (share of full scale, after gain) is silence. */
const SILENCE = 0.012;
/** What stays of the silence before the first sound and after the last one (milliseconds). */
const LEAD_MS = 15;
const TAIL_MS = 40;
const BLOCK_MS = 5;
/** Louder than this is bent towards full scale instead of being clipped. */
const KNEE = 0.8;
const CEILING = 0.98;

/**
 * Turns a voice's raw samples into what leaves the server: equal loudness, silence trimmed around
 * every unit and replaced by a set pause, {@link SPEECH_RATE}, 16 bits. Streams: silence is held
 * back only until a sound or the unit's end decides what it was.
 */
export class SpeechShaper {
  readonly #rate: number;
  readonly #gain: number;
  readonly #resampler: Resampler;
  #heard = false;
  #rest: Float32Array = new Float32Array(0);
  #silent: Float32Array[] = [];

  constructor(rate: number, gainDb: number) {
    this.#rate = rate;
    this.#gain = 10 ** (gainDb / 20);
    this.#resampler = createResampler({ from: rate, to: SPEECH_RATE });
  }

  /** Takes raw samples of the current unit. */
  push(samples: Float32Array): Int16Array {
    const whole = join([this.#rest, samples.map((sample) => sample * this.#gain)]);
    const block = this.#samples(BLOCK_MS);
    const kept: Float32Array[] = [];
    let at = 0;
    for (; at + block <= whole.length; at += block) {
      const part = whole.subarray(at, at + block);
      if (part.every((sample) => Math.abs(sample) < SILENCE)) this.#silent.push(part);
      else {
        const before = join(this.#silent);
        kept.push(this.#heard ? before : before.subarray(-this.#samples(LEAD_MS)), part);
        this.#silent = [];
        this.#heard = true;
      }
    }
    this.#rest = whole.slice(at);
    return this.#out(join(kept));
  }

  /** The unit is over: drops its trailing silence and puts `pauseMs` of silence in its place. */
  endUnit(pauseMs: number): Int16Array {
    const rest = join([...this.#silent, this.#rest]);
    const tail = this.#heard ? rest.subarray(0, this.#samples(TAIL_MS)) : new Float32Array(0);
    const pause = this.#heard ? new Float32Array(this.#samples(pauseMs)) : new Float32Array(0);
    this.#heard = false;
    this.#rest = new Float32Array(0);
    this.#silent = [];
    return this.#out(join([tail, pause]));
  }

  /** The last samples out of the rate converter. */
  end(): Int16Array {
    return finish(this.#resampler.flush());
  }

  #samples(milliseconds: number): number {
    return Math.round((this.#rate * milliseconds) / 1000);
  }

  #out(samples: Float32Array): Int16Array {
    return finish(this.#resampler.process(samples));
  }
}

/** After the rate converter, because that overshoots a little. */
function finish(samples: Float32Array): Int16Array {
  return float32ToInt16(samples.map(limit));
}

/** Identity up to the knee, then a curve that never reaches the ceiling. */
function limit(sample: number): number {
  const size = Math.abs(sample);
  if (size <= KNEE) return sample;
  const room = CEILING - KNEE;
  return Math.sign(sample) * (KNEE + room * Math.tanh((size - KNEE) / room));
}

function join(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
