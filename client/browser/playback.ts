import type { AudioOutput, AudioOutputHandlers } from "../core/audio-ports.ts";
import { meterLevel } from "../core/meter-level.ts";
import { VoiceError } from "../core/voice-error.ts";
import type { AudioDevice } from "./audio-device.ts";
import type { PlaybackCommand, PlaybackNews } from "./playback-messages.ts";
// oxlint-disable-next-line import/default -- Vite makes the URL of the bundled worklet the default export.
import workletUrl from "./playback-worklet.ts?worker&url";
import { PLAYBACK_PROCESSOR } from "./worklet-names.ts";

/** Seconds in which the volume comes two thirds of the way to a new value. */
const VOLUME_GLIDE_S = 0.02;

/** What exists while the output is started. */
interface Chain {
  readonly context: AudioContext;
  readonly gain: GainNode;
  /** Absent until the worklet's module has been loaded; `waiting` holds what came before. */
  node: AudioWorkletNode | undefined;
  readonly waiting: PlaybackCommand[];
}

/** The loudspeaker: a worklet that queues, resamples and counts. */
export function createPlayback(device: AudioDevice): AudioOutput {
  let chain: Chain | undefined;
  let volume = 1;
  let level = 0;

  function send(command: PlaybackCommand): void {
    if (chain?.node === undefined) chain?.waiting.push(command);
    else if (command.type === "write")
      chain.node.port.postMessage(command, [command.samples.buffer]);
    else chain.node.port.postMessage(command);
  }

  function connect(own: Chain, handlers: AudioOutputHandlers): void {
    const node = new AudioWorkletNode(own.context, PLAYBACK_PROCESSOR, {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    node.port.addEventListener("message", (event: MessageEvent<PlaybackNews>) => {
      level = event.data.reports.some(({ state }) => state !== "playing") ? 0 : event.data.level;
      // Safari has no outputLatency.
      const { baseLatency, outputLatency } = own.context as {
        baseLatency?: number;
        outputLatency?: number;
      };
      const latencyMs = 1000 * ((baseLatency || 0) + (outputLatency || 0));
      for (const report of event.data.reports) handlers.onPlayed({ ...report, latencyMs });
    });
    node.port.start();
    node.addEventListener("processorerror", () => {
      handlers.onError(
        new VoiceError("playback_failed", "The audio output failed.", { stage: "playback" }),
      );
    });
    node.connect(own.gain);
    own.node = node;
    for (const command of own.waiting.splice(0)) send(command);
  }

  return {
    async start(handlers) {
      if (chain !== undefined) return;
      const context = device.acquire();
      const gain = context.createGain();
      gain.gain.value = volume;
      gain.connect(context.destination);
      const own: Chain = { context, gain, node: undefined, waiting: [] };
      chain = own;
      try {
        await context.audioWorklet.addModule(workletUrl);
      } catch (cause) {
        if (chain === own) {
          chain = undefined;
          device.release();
        }
        throw new VoiceError("playback_failed", "This browser can't play the agent's voice.", {
          stage: "playback",
          cause,
        });
      }
      if (chain === own) connect(own, handlers);
    },
    write: (turn, position, samples) => send({ type: "write", turn, position, samples }),
    end: (turn) => send({ type: "end", turn }),
    hold: (turn) => send({ type: "hold", turn }),
    release: (turn) => send({ type: "release", turn }),
    flush: (turn) => send({ type: "flush", turn }),
    setVolume(next) {
      volume = next;
      chain?.gain.gain.setTargetAtTime(next, chain.context.currentTime, VOLUME_GLIDE_S);
    },
    get level() {
      return meterLevel(level * volume);
    },
    async resume() {
      if (chain?.context.state === "suspended") await chain.context.resume();
    },
    close() {
      if (chain === undefined) return;
      send({ type: "close" });
      chain.node?.disconnect();
      chain.gain.disconnect();
      chain = undefined;
      level = 0;
      device.release();
    },
  };
}
