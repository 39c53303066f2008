/** How speech and silence are told apart. Times in milliseconds, probabilities 0…1. */
export interface VoiceActivitySettings {
  /** Samples per second of the positions. */
  readonly rate: number;
  /** Samples that one probability speaks for. */
  readonly frame: number;
  /** From this probability on a frame can begin or resume speech. */
  readonly onset: number;
  /** While speech lasts, a frame belongs to it from this probability on (hysteresis). */
  readonly offset: number;
  /** Voiced frames within {@link onsetWindow} that make it speech, and no click. */
  readonly onsetFrames: number;
  /** Latest frames that are looked at for an onset. */
  readonly onsetWindow: number;
  /** The same for going on after a pause. */
  readonly resumeFrames: number;
  readonly resumeWindow: number;
  /** How far before the first voiced frame a recognizer should begin to listen. */
  readonly preRollMs: number;
  /** Silence after which speech has provisionally ended. */
  readonly pauseMs: number;
  /** Silence after which speech has ended; at least {@link pauseMs}. */
  readonly endMs: number;
}

/**
 * The settings that suit conversation with Silero at 16 kHz in frames of 512. Silero lets go of a
 * voice about 100 ms after its last sound, so the silence that a person hears is that much longer
 * than `pauseMs` and `endMs`.
 */
export const CONVERSATION: VoiceActivitySettings = {
  rate: 16_000,
  frame: 512,
  onset: 0.5,
  offset: 0.5,
  onsetFrames: 3,
  onsetWindow: 4,
  resumeFrames: 2,
  resumeWindow: 3,
  preRollMs: 200,
  pauseMs: 64,
  endMs: 416,
};

/**
 * What happened, with the sample positions of the sound itself, not of its detection. A stretch of
 * speech is `speech-start`, any number of `pause` and `resume` in turn, `pause`, `speech-end`.
 */
export type VoiceActivityEvent =
  /** `at`: first voiced sample. `from`: that minus the pre-roll, where listening should begin. */
  | { readonly type: "speech-start"; readonly at: number; readonly from: number }
  /** `at`: the position after the last voiced sample so far. */
  | { readonly type: "pause"; readonly at: number }
  /** `at`: first voiced sample after the pause. */
  | { readonly type: "resume"; readonly at: number }
  /** `at`: the position after the last voiced sample. */
  | { readonly type: "speech-end"; readonly at: number };

/** Positions of the latest voiced frames within the onset window, oldest first. */
type Onset = readonly number[];

/** Plain data: it can be stored. */
export type VoiceActivityState =
  | { readonly type: "silent"; readonly onset: Onset }
  /** `lastVoiced`: the position after the last voiced sample. */
  | { readonly type: "speaking"; readonly lastVoiced: number }
  | { readonly type: "paused"; readonly lastVoiced: number; readonly onset: Onset };

export type VoiceActivityStep = readonly [VoiceActivityState, readonly VoiceActivityEvent[]];

/** Turns voice activity probabilities into speech events. Pure: time is the sample position. */
export interface VoiceActivity {
  /** The state before the first frame. */
  readonly initial: VoiceActivityState;
  /**
   * The next frame: its probability and the position of its first sample. Positions may leap over
   * frames that never came, but not back.
   */
  step(state: VoiceActivityState, probability: number, position: number): VoiceActivityStep;
  /** No more frames come (muted, hung up): ends what is open, as after long silence. */
  stop(state: VoiceActivityState): VoiceActivityStep;
}

const NOTHING: readonly VoiceActivityEvent[] = [];

/** Makes the state machine for one set of settings. Its rules are A1–A12 in SPEC.md. */
export function createVoiceActivity(settings: VoiceActivitySettings = CONVERSATION): VoiceActivity {
  const { frame, onset, offset, onsetFrames, onsetWindow, resumeFrames, resumeWindow } = settings;
  const samples = (milliseconds: number) => Math.round((milliseconds * settings.rate) / 1000);
  const preRoll = samples(settings.preRollMs);
  const pause = samples(settings.pauseMs);
  const end = samples(settings.endMs);
  const initial: VoiceActivityState = { type: "silent", onset: [] };

  /** The onset after one more frame, without what has left the window. */
  function gather(before: Onset, window: number, voiced: boolean, position: number): Onset {
    const oldest = position - (window - 1) * frame;
    const kept = before.filter((at) => at >= oldest);
    return voiced ? [...kept, position] : kept;
  }

  function whileSilent(before: Onset, probability: number, position: number): VoiceActivityStep {
    const gathered = gather(before, onsetWindow, probability >= onset, position);
    if (gathered.length < onsetFrames) return [{ type: "silent", onset: gathered }, NOTHING];
    const at = gathered[0] ?? position;
    return [
      { type: "speaking", lastVoiced: position + frame },
      [{ type: "speech-start", at, from: Math.max(0, at - preRoll) }],
    ];
  }

  function whilePaused(
    lastVoiced: number,
    before: Onset,
    probability: number,
    position: number,
  ): VoiceActivityStep {
    const voiced = probability >= onset;
    const gathered = gather(before, resumeWindow, voiced, position);
    if (gathered.length >= resumeFrames)
      return [
        { type: "speaking", lastVoiced: position + frame },
        [{ type: "resume", at: gathered[0] ?? position }],
      ];
    if (!voiced && position + frame - lastVoiced >= end)
      return [{ type: "silent", onset: gathered }, [{ type: "speech-end", at: lastVoiced }]];
    return [{ type: "paused", lastVoiced, onset: gathered }, NOTHING];
  }

  function whileSpeaking(
    lastVoiced: number,
    probability: number,
    position: number,
  ): VoiceActivityStep {
    const leapt = position - lastVoiced >= pause;
    if (probability >= offset && !leapt)
      return [{ type: "speaking", lastVoiced: position + frame }, NOTHING];
    if (position + frame - lastVoiced < pause) return [{ type: "speaking", lastVoiced }, NOTHING];
    const [state, events] = whilePaused(lastVoiced, [], probability, position);
    return [state, [{ type: "pause", at: lastVoiced }, ...events]];
  }

  return {
    initial,
    step(state, probability, position) {
      switch (state.type) {
        case "silent":
          return whileSilent(state.onset, probability, position);
        case "speaking":
          return whileSpeaking(state.lastVoiced, probability, position);
        case "paused":
          return whilePaused(state.lastVoiced, state.onset, probability, position);
      }
    },
    stop(state) {
      if (state.type === "silent") return [initial, NOTHING];
      const over = { type: "speech-end", at: state.lastVoiced } as const;
      return [
        initial,
        state.type === "speaking" ? [{ type: "pause", at: state.lastVoiced }, over] : [over],
      ];
    },
  };
}
