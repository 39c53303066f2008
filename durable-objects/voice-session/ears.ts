import type { VoiceActivitySettings } from "../../shared/audio/voice-activity.ts";
import { AppError } from "../../shared/errors/app-error.ts";
import { MICROPHONE_RATE } from "../../shared/protocol/version.ts";
import type { TurnHappening } from "../../shared/turn/turn-event.ts";
import { modelsAsked } from "../../worker/gateway/stages.ts";
import type { Listener } from "./listener.ts";
import type { SessionPorts } from "./session-ports.ts";
import { settleUtterance, utteranceText } from "./utterance.ts";
import type { Utterance } from "./utterance.ts";

/** New audio after which the words so far are transcribed again while the user speaks, in samples. */
const INTERIM_EVERY = MICROPHONE_RATE * 0.5;
/** Shortest utterance that is worth interim words, in samples. */
const INTERIM_MIN = MICROPHONE_RATE * 0.6;
/** The same while a voice is over the agent, whose silence waits for the words. */
const URGENT_EVERY = MICROPHONE_RATE * 0.25;
const URGENT_MIN = MICROPHONE_RATE * 0.35;
/**
 * Silence that is added to what is transcribed in a pause, in samples: with the 160 ms that a pause
 * has when it is noticed, small recognizers hear a sentence that goes on and end it with a comma.
 */
const TAIL = MICROPHONE_RATE * 0.16;
/** Audio before a voice that goes on, in samples. */
const PRE_ROLL = MICROPHONE_RATE * 0.2;

/** What the listen stage tells. */
export interface EarEvents {
  event(event: TurnHappening): void;
  interim(text: string): void;
  problem(error: AppError): void;
  /** A moment of the turn's clock; `spoken` is the end of the user's voice. */
  spoken(at: number): void;
  /** What the agent is saying just now: it may be an echo. */
  saying(): string;
  /** Whether the turn is over, and only its transcript is waited for. */
  isFinishing(): boolean;
  mark(moment: "transcribing" | "transcribed"): void;
}

interface PauseTranscript {
  readonly text: string;
  /** Position up to which it was transcribed. */
  readonly to: number;
}

/**
 * The listen stage for models that transcribe whole utterances: voice activity in the object, words
 * in between while the user speaks, and a transcript in every pause, so that it is ready when the
 * turn turns out to be over.
 */
export class Ears {
  readonly #listener: Listener;
  readonly #ports: SessionPorts;
  readonly #events: EarEvents;
  #utterance: Utterance | undefined;
  #run: AbortController | undefined;
  #interimAt = 0;
  /** Position after the last voice. */
  #voiced = 0;
  #isUrgent = false;
  #pause: PauseTranscript | undefined;
  /** Position up to which the words belong to turns that are over. */
  #taken = 0;

  constructor(listener: Listener, ports: SessionPorts, events: EarEvents) {
    this.#listener = listener;
    this.#ports = ports;
    this.#events = events;
  }

  /** A new connection: its sample positions begin anew. */
  reconnect(): void {
    this.#listener.reconnect();
  }

  /** Another agent listens. */
  adapt(settings: VoiceActivitySettings): void {
    this.#listener.adapt(settings);
  }

  /** Whether the agent waits for the words, so that they are wanted sooner. */
  hurry(isUrgent: boolean): void {
    this.#isUrgent = isUrgent;
  }

  /**
   * The client says that its user's turn begins: what comes from now on is heard, be it a voice or
   * not. Returns the client's position of the sample that comes next.
   */
  begin(): number {
    const { end } = this.#listener;
    if (this.#utterance === undefined) {
      // A voice that was cut off by the end of the turn before would go on here.
      this.#listener.stop();
      this.#utterance = { from: end, settled: "" };
      this.#interimAt = end;
    }
    return this.#listener.clientPosition(end);
  }

  /** Whether the agent can be heard: a voice is to silence it as soon as there may be one. */
  setAgentAudible(isAudible: boolean): void {
    this.#listener.setEager(isAudible);
  }

  /** Whether something sounds in a pause that may become a voice. */
  get isStirring(): boolean {
    return this.#listener.isStirring;
  }

  /** Silence since the last voice that was heard so far, in milliseconds of audio. */
  get silenceMs(): number {
    return ((this.#listener.end - this.#voiced) * 1000) / MICROPHONE_RATE;
  }

  /** A microphone frame. */
  write(position: number, samples: Int16Array): void {
    for (const event of this.#listener.write(position, samples)) this.#onActivity(event);
    this.#maybeInterim();
  }

  /** The microphone closed. */
  stop(): void {
    for (const event of this.#listener.stop()) this.#onActivity(event);
  }

  /** The object has come to life again in the middle of a turn: these are its words so far. */
  wake(settled: string): void {
    this.#utterance = { from: this.#listener.end, settled };
  }

  /** The turn is over, or there was none: its audio is not needed any more. */
  forget(): void {
    this.#taken = this.#pause?.to ?? this.#listener.end;
    this.#utterance = undefined;
    this.#pause = undefined;
    this.#cancel();
  }

  /** Transcribes what the user has said in this turn so far. */
  async transcribe(turn: number, attempt: number): Promise<void> {
    const utterance = this.#utterance;
    this.#cancel();
    if (utterance === undefined) {
      this.#events.event({ type: "transcript", turn, attempt, text: "", saying: "" });
      return;
    }
    const to = this.#listener.end;
    this.#events.mark("transcribing");
    try {
      const words = await this.#recognize(utterance, TAIL);
      if (words === undefined) return;
      this.#pause = { text: words, to };
      const text = utteranceText(utterance, words);
      this.#events.mark("transcribed");
      this.#events.interim(text);
      const saying = this.#events.saying();
      this.#events.event({ type: "transcript", turn, attempt, text, saying });
    } catch (thrown) {
      this.#events.problem(AppError.from(thrown));
      this.#events.event({ type: "transcript-failed", turn, attempt });
    }
  }

  #onActivity(activity: ReturnType<Listener["write"]>[number]): void {
    const sample = this.#listener.clientPosition(activity.at);
    switch (activity.type) {
      case "speech-start":
        this.#utterance ??= { from: Math.max(this.#taken, activity.from), settled: "" };
        this.#interimAt = this.#listener.end;
        this.#events.event({ type: "speech-start", sample });
        this.#resume();
        return;
      case "pause": {
        const quietSince = this.#timeOf(activity.at);
        this.#voiced = activity.at;
        this.#events.spoken(quietSince);
        this.#events.event({ type: "pause", sample, quietSince });
        return;
      }
      case "resume":
        // The turn may be over for the machine, while the voice had only paused.
        this.#utterance ??= {
          from: Math.max(this.#taken, activity.at - PRE_ROLL),
          settled: "",
        };
        this.#events.event({ type: "resume", sample });
        this.#resume();
        return;
      case "speech-end":
        // When a turn is over is decided by the machine.
        return;
    }
  }

  /** The user goes on: words before the pause are settled where the utterance has grown long. */
  #resume(): void {
    // Where the turn is over all the same its transcript is still waited for.
    if (this.#events.isFinishing()) return;
    const { text, to } = this.#pause ?? {};
    this.#pause = undefined;
    this.#cancel();
    if (this.#utterance === undefined || text === undefined || to === undefined) return;
    this.#utterance = settleUtterance(this.#utterance, { text, to, atPause: true });
  }

  #maybeInterim(): void {
    const utterance = this.#utterance;
    const { end } = this.#listener;
    if (utterance === undefined || this.#run !== undefined || this.#pause !== undefined) return;
    const [least, every] = this.#isUrgent
      ? [URGENT_MIN, URGENT_EVERY]
      : [INTERIM_MIN, INTERIM_EVERY];
    if (end - utterance.from < least || end - this.#interimAt < every) return;
    this.#interimAt = end;
    void this.#interim(utterance, end);
  }

  async #interim(utterance: Utterance, to: number): Promise<void> {
    try {
      const text = await this.#recognize(utterance, 0);
      if (text === undefined || this.#utterance !== utterance) return;
      this.#utterance = settleUtterance(utterance, { text, to, atPause: false });
      this.#events.interim(utteranceText(utterance, text));
    } catch {
      // The pause's own transcription tells the user; one failure must not be told twice a second.
    }
  }

  /** The words of an utterance; undefined where a newer request has taken its place. */
  async #recognize(utterance: Utterance, tail: number): Promise<string | undefined> {
    const { gateway, agent, session } = this.#ports;
    const controller = new AbortController();
    this.#run = controller;
    try {
      const run = gateway.run({
        task: "speech-to-text",
        ...modelsAsked(agent.models?.listen),
        input: { samples: this.#listener.read(utterance.from, tail), rate: MICROPHONE_RATE },
        signal: controller.signal,
        metadata: { session, agent: agent.name, stage: "listen" },
      });
      let text = "";
      for await (const event of run) if (event.type === "text") text += event.text;
      return controller.signal.aborted ? undefined : text.trim();
    } catch (thrown) {
      if (controller.signal.aborted) return undefined;
      throw thrown;
    } finally {
      if (this.#run === controller) this.#run = undefined;
    }
  }

  #cancel(): void {
    this.#run?.abort(new AppError("aborted", "Newer audio took its place."));
    this.#run = undefined;
  }

  /** When a sample was heard, by the server's clock. */
  #timeOf(sample: number): number {
    return this.#ports.now() - ((this.#listener.end - sample) * 1000) / MICROPHONE_RATE;
  }
}
