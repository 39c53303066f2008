import type { VoiceClientEvents } from "../../core/events.ts";
import type { VoiceClient } from "../../core/voice-client.ts";
import { VoiceError } from "../../core/voice-error.ts";
import type { AudioDevice } from "../audio-device.ts";
import { soundGains } from "./sound-gains.ts";
import type { SoundSource, Sounds } from "./sounds.ts";
import { isSynthetic, synthesize } from "./synthesize.ts";

/** Largest sound file that is fetched, in bytes. */
const LARGEST_FILE = 5_000_000;

const LAYERS = ["background", "thinking"] as const;
type Layer = (typeof LAYERS)[number];

/** After these the mood may be another one. */
const TELLING: readonly (keyof VoiceClientEvents)[] = [
  "callstatechange",
  "agentstatechange",
  "userspeechstart",
  "userspeechstop",
  "interimtranscript",
  "turnholdchange",
  "welcome",
  "agentchange",
];

/** What plays of one layer. */
interface Playing {
  readonly sound: SoundSource;
  readonly gain: GainNode;
  /** Undefined until the sound has been made or fetched. */
  source: AudioBufferSourceNode | undefined;
}

/**
 * Plays a client's sounds under its voice, beside the agent's own output: what is played of an answer
 * is counted before they are added.
 * @param wish what is to be played now; asked again whenever something happens.
 */
export function attachSounds(
  client: VoiceClient,
  device: AudioDevice,
  wish: () => Sounds | undefined,
): void {
  const playing = new Map<Layer, Playing>();
  let context: AudioContext | undefined;

  function stop(layer: Layer): void {
    const own = playing.get(layer);
    playing.delete(layer);
    own?.source?.stop();
    own?.gain.disconnect();
  }

  function start(layer: Layer, sound: SoundSource, own: AudioContext): GainNode {
    const gain = own.createGain();
    gain.gain.value = 0;
    gain.connect(own.destination);
    const entry: Playing = { sound, gain, source: undefined };
    playing.set(layer, entry);
    bufferOf(sound, own).then(
      (buffer) => {
        if (playing.get(layer) !== entry || buffer === undefined) return;
        entry.source = new AudioBufferSourceNode(own, { buffer, loop: true });
        entry.source.connect(gain);
        entry.source.start();
      },
      (cause: unknown) => {
        const message = `The sound ${typeof sound === "string" ? sound : layer} can't be played.`;
        // A page's or an agent's mistake: it surfaces as an unhandled rejection.
        void Promise.reject(
          new VoiceError("playback_failed", message, { stage: "playback", cause }),
        );
      },
    );
    return gain;
  }

  function follow(): void {
    const sounds = wish() ?? {};
    const isInCall = client.callState === "open";
    const wanted = LAYERS.filter((layer) => isInCall && sounds[layer] !== undefined);
    if (wanted.length === 0) {
      for (const layer of LAYERS) stop(layer);
      if (context !== undefined) device.release();
      context = undefined;
      return;
    }
    context ??= device.acquire();
    const { agentState, isUserSpeaking } = client;
    const glides = soundGains({ isInCall, agentState, isUserSpeaking }, sounds.volume);
    for (const layer of LAYERS) {
      const sound = sounds[layer];
      if (playing.get(layer)?.sound !== sound) stop(layer);
      if (sound === undefined) continue;
      const { gain } = playing.get(layer)?.gain ?? start(layer, sound, context);
      const { gain: target, afterS, overS } = glides[layer];
      const now = context.currentTime;
      gain.cancelScheduledValues(now);
      gain.setTargetAtTime(target, now + afterS, overS);
    }
  }

  for (const name of TELLING) client.on(name, follow);
  follow();
}

/** A sound that is ready to be played; undefined for a name that is not known here. */
async function bufferOf(
  sound: SoundSource,
  context: AudioContext,
): Promise<AudioBuffer | undefined> {
  if (typeof sound !== "string") return fromSamples(sound.samples, sound.rate);
  if (isSynthetic(sound)) {
    const rate = context.sampleRate;
    return fromSamples(synthesize(sound, rate, Math.random), rate);
  }
  if (!/[./]/.test(sound)) return undefined;
  const response = await fetch(sound, { credentials: "omit" });
  if (!response.ok) throw new Error(`The server answered with status ${response.status}.`);
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > LARGEST_FILE) throw new Error("The file is too large.");
  return context.decodeAudioData(bytes);
}

function fromSamples(samples: Float32Array, sampleRate: number): AudioBuffer {
  const buffer = new AudioBuffer({ length: samples.length, sampleRate });
  buffer.copyToChannel(new Float32Array(samples), 0);
  return buffer;
}
