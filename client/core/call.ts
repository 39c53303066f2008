import type { AudioShell } from "./audio-shell.ts";
import type { ClientEvent } from "./client-event.ts";
import type { ClientState } from "./client-state.ts";
import type { Clock } from "./clock.ts";
import { VoiceError } from "./voice-error.ts";

/** What a call needs of its client. */
export interface CallParts {
  readonly audio: AudioShell;
  readonly clock: Clock;
  readonly state: () => ClientState;
  readonly dispatch: (event: ClientEvent) => void;
  readonly connect: () => Promise<void>;
}

/** The microphone's part of a client: opened, and released at whatever moment it ends. */
export class Call {
  readonly #parts: CallParts;
  /** The present call; what an earlier one's device still delivers is late. */
  #number = 0;
  #opening: Promise<void> = Promise.resolve();

  constructor(parts: CallParts) {
    this.#parts = parts;
  }

  /** See VoiceClient.startCall. */
  start(): Promise<void> {
    const { audio, dispatch, connect, state } = this.#parts;
    if (state().call !== "closed") return this.#opening;
    const number = ++this.#number;
    audio.wakeOutput();
    const opened = this.#openInput(number);
    dispatch({ type: "call", state: "opening" });
    const connected = connect();
    // It may fail while the microphone is awaited; it is reported below all the same.
    connected.catch(() => {});
    this.#opening = this.#finish(number, opened, connected);
    return this.#opening;
  }

  #openInput(number: number): Promise<void> {
    const { audio, clock, dispatch } = this.#parts;
    return audio.openInput({
      onFrame: (samples) => {
        if (number === this.#number) dispatch({ type: "captured", samples, now: clock.now() });
      },
      onError: (error) => {
        if (number === this.#number) this.#fail(error);
      },
    });
  }

  async #finish(number: number, opened: Promise<void>, connected: Promise<void>): Promise<void> {
    const { audio, dispatch, state } = this.#parts;
    try {
      await opened;
    } catch (thrown) {
      const error = VoiceError.from(thrown, "microphone_failed", "microphone");
      if (number === this.#number && state().call === "opening") this.#fail(error);
      throw error;
    }
    if (number !== this.#number || state().call !== "opening") {
      // It was ended in the meantime, and perhaps begun again, which the new one's input serves.
      if (state().call === "closed") audio.run({ type: "stop-input" });
      throw new VoiceError("aborted", "The call was ended.", { stage: "microphone" });
    }
    audio.run({ type: "mute-input", muted: state().muted });
    dispatch({ type: "call", state: "open" });
    await connected;
  }

  #fail(error: VoiceError): void {
    this.#parts.dispatch({ type: "call", state: "closed" });
    this.#parts.dispatch({ type: "device-failed", error });
  }
}
