import type {
  AudioInput,
  AudioInputHandlers,
  AudioOutput,
  AudioOutputHandlers,
} from "../audio-ports.ts";
import type { VoiceError } from "../voice-error.ts";

/** A microphone in a test's hand. */
export interface FakeInput extends AudioInput {
  readonly calls: string[];
  /** Decides what the next `start` does; by default it opens at once. */
  opens: () => Promise<void>;
  /** Delivers samples that all have this value. */
  frame(length?: number, value?: number): void;
  fail(error: VoiceError): void;
}

/** Makes a microphone that opens. */
export function createFakeInput(): FakeInput {
  let handlers: AudioInputHandlers | undefined;
  const input: FakeInput = {
    calls: [],
    level: 0.5,
    opens: () => Promise.resolve(),
    start(given) {
      input.calls.push("start");
      handlers = given;
      return input.opens();
    },
    setMuted(muted) {
      input.calls.push(muted ? "mute" : "unmute");
    },
    stop() {
      input.calls.push("stop");
    },
    frame: (length = 512, value = 0) => handlers?.onFrame(new Int16Array(length).fill(value)),
    fail: (error) => handlers?.onError(error),
  };
  return input;
}

/** A loudspeaker in a test's hand: it plays when it is told. */
export interface FakeOutput extends AudioOutput {
  readonly calls: string[];
  play(turn: number, samples: number, latencyMs?: number): void;
  /** Reports once more where a turn is: held, or over. */
  tell(turn: number, state: "held" | "over"): void;
}

/** Makes a loudspeaker; after a hold or a flush it reports when the test has it {@link FakeOutput.tell}. */
export function createFakeOutput(): FakeOutput {
  let handlers: AudioOutputHandlers | undefined;
  const played = new Map<number, number>();
  const output: FakeOutput = {
    calls: [],
    level: 0.25,
    async start(given) {
      output.calls.push("start");
      handlers = given;
    },
    write: (turn, position, samples) =>
      output.calls.push(`write ${turn} ${position}+${samples.length}`),
    end: (turn, samples) => output.calls.push(`end ${turn} ${samples}`),
    hold: (turn) => output.calls.push(`hold ${turn}`),
    release: (turn) => output.calls.push(`release ${turn}`),
    flush: (turn) => output.calls.push(`flush ${turn}`),
    setVolume: (volume) => output.calls.push(`volume ${volume}`),
    async resume() {
      output.calls.push("resume");
    },
    close() {
      output.calls.push("close");
    },
    play(turn, samples, latencyMs = 0) {
      played.set(turn, samples);
      handlers?.onPlayed({ turn, samples, latencyMs, state: "playing" });
    },
    tell: (turn, state) => handlers?.onPlayed({ turn, samples: played.get(turn) ?? 0, state }),
  };
  return output;
}
