import { pcm16ToInt16 } from "../../shared/audio/pcm.ts";
import type { AudioInput, AudioInputHandlers, AudioOutput, PlaybackReport } from "./audio-ports.ts";
import type { ClientEffect } from "./client-effect.ts";
import { VoiceError } from "./voice-error.ts";

/** The effects that concern the devices. */
export type AudioEffect = Extract<
  ClientEffect,
  {
    type:
      | "play"
      | "play-end"
      | "play-hold"
      | "play-release"
      | "play-stop"
      | "close-output"
      | "mute-input"
      | "stop-input";
  }
>;

/** What the devices tell. */
export interface AudioShellHandlers {
  onPlayed(report: PlaybackReport): void;
  onOutputError(error: VoiceError): void;
}

/** Both devices, of which either may be missing. */
export interface AudioShell {
  run(effect: AudioEffect): void;
  /** Opens the microphone at once, within the caller's gesture. @throws VoiceError */
  openInput(handlers: AudioInputHandlers): Promise<void>;
  /** Starts the loudspeaker, or wakes it, within the caller's gesture. */
  wakeOutput(): void;
  /** Wakes the loudspeaker if it was started. */
  resumeOutput(): void;
  setVolume(volume: number): void;
  inputLevel(): number;
  outputLevel(): number;
}

/** Makes the shell of a client's devices. */
export function createAudioShell(
  input: AudioInput | undefined,
  output: AudioOutput | undefined,
  handlers: AudioShellHandlers,
): AudioShell {
  let started = false;

  const failed = (thrown: unknown) =>
    handlers.onOutputError(VoiceError.from(thrown, "playback_failed", "playback"));

  function wakeOutput(): void {
    if (output === undefined) return;
    if (started) {
      output.resume().catch(failed);
      return;
    }
    started = true;
    const onPlayed = (report: PlaybackReport) => handlers.onPlayed(report);
    output.start({ onPlayed, onError: failed }).catch((thrown: unknown) => {
      started = false;
      failed(thrown);
    });
  }

  return {
    wakeOutput,
    resumeOutput() {
      if (started) wakeOutput();
    },
    run(effect) {
      switch (effect.type) {
        case "play":
          if (!started) wakeOutput();
          output?.write(effect.turn, effect.position, pcm16ToInt16(effect.payload));
          return;
        case "play-end":
          output?.end(effect.turn, effect.samples);
          return;
        case "play-hold":
          if (started) output?.hold(effect.turn);
          else handlers.onPlayed({ turn: effect.turn, samples: 0, state: "held" });
          return;
        case "play-release":
          output?.release(effect.turn);
          return;
        case "play-stop":
          // A device that could not be started has played nothing, and says nothing.
          if (started) output?.flush(effect.turn);
          else handlers.onPlayed({ turn: effect.turn, samples: 0, state: "over" });
          return;
        case "mute-input":
          input?.setMuted(effect.muted);
          return;
        case "stop-input":
          input?.stop();
          return;
        case "close-output":
          if (started) output?.close();
          started = false;
      }
    },
    openInput(inputHandlers) {
      if (input !== undefined) return input.start(inputHandlers);
      const error = new VoiceError("microphone_failed", "This client has no microphone.", {
        stage: "microphone",
        reason: "not-supported",
      });
      return Promise.reject(error);
    },
    setVolume: (volume) => output?.setVolume(volume),
    inputLevel: () => input?.level ?? 0,
    outputLevel: () => output?.level ?? 0,
  };
}
