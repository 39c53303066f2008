import type { VoiceError } from "./voice-error.ts";

/** What an {@link AudioInput} calls while it is started. */
export interface AudioInputHandlers {
  /** The next samples, PCM16 mono at MICROPHONE_RATE, 20–40 ms of them. The receiver owns them. */
  onFrame(samples: Int16Array): void;
  /** The device failed or ended; no frame follows. */
  onError(error: VoiceError): void;
}

/** A microphone, or something that stands for one. */
export interface AudioInput {
  /**
   * Opens the device, asking for permission where needed. Called synchronously from `startCall()`,
   * so that a browser still sees the user's gesture.
   * @throws VoiceError `microphone_failed` with a `reason`.
   */
  start(handlers: AudioInputHandlers): Promise<void>;
  /** While muted no frame is delivered and the device hears nothing. */
  setMuted(muted: boolean): void;
  /** Loudness of the latest samples, 0…1, made for a meter; 0 when muted or stopped. */
  readonly level: number;
  /** Releases the device. Harmless when it is not started. */
  stop(): void;
}

/** How far a turn's reply has been played. */
export interface PlaybackReport {
  readonly turn: number;
  /** Samples at REPLY_RATE since the reply began that were handed to the loudspeaker. */
  readonly samples: number;
  /**
   * `playing`: it goes on. `held`: the sound stopped at exactly this sample because of a hold.
   * `over`: the last report of this turn, at its end or after a flush; there is exactly one.
   */
  readonly state: "playing" | "held" | "over";
  /** Milliseconds until those samples can be heard, where the platform knows. */
  readonly latencyMs?: number;
}

/** What an {@link AudioOutput} calls. */
export interface AudioOutputHandlers {
  /** Called when the first sample of a turn is played, then at least every 100 ms, and at its end. */
  onPlayed(report: PlaybackReport): void;
  onError(error: VoiceError): void;
}

/** A loudspeaker, or something that stands for one. It plays turns in the order they are written. */
export interface AudioOutput {
  /**
   * Makes the device ready to play. Called synchronously from a user's gesture where there is one.
   * May be called again, and must be harmless then.
   */
  start(handlers: AudioOutputHandlers): Promise<void>;
  /** Queues PCM16 mono at REPLY_RATE; `position` is the first sample's index in the reply. */
  write(turn: number, position: number, samples: Int16Array): void;
  /** No more samples follow for this turn; an empty queue is then its end and not an underrun. */
  end(turn: number, samples: number): void;
  /**
   * Stops a turn at once (with a fade of a few milliseconds) and keeps its place and its queue; what
   * is written meanwhile joins the queue. Reports `held` as soon as it is silent. Harmless when the
   * turn is held already, or nothing of it is queued.
   */
  hold(turn: number): void;
  /** Goes on from exactly the sample where the hold stopped. */
  release(turn: number): void;
  /**
   * Stops a turn at once (with a fade of a few milliseconds), also when it is held, drops the rest,
   * and reports that it is over.
   */
  flush(turn: number): void;
  /** 0…1. */
  setVolume(volume: number): void;
  /** Loudness of what is being played, 0…1, made for a meter. */
  readonly level: number;
  /** Wakes a device that the platform suspended; call it from a gesture. */
  resume(): Promise<void>;
  /** Releases the device. */
  close(): void;
}
