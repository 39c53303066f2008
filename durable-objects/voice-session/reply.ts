import { AppError } from "../../shared/errors/app-error.ts";
import type { ToolPart } from "../../shared/protocol/conversation.ts";
import { encodeFrame } from "../../shared/protocol/frame.ts";
import type { Stage } from "../../shared/protocol/server-messages.ts";
import type { TimedText } from "../../shared/speech/heard-text.ts";
import { AsyncQueue, eager } from "../../shared/streams/async-queue.ts";
import { prefetch } from "../../shared/streams/prefetch.ts";
import { pacingWaitMs } from "./audio-pacing.ts";
import type { SessionPorts } from "./session-ports.ts";

/** Samples of one audio frame: 80 ms. */
const FRAME_SAMPLES = 1_920;
/** How long a clause is taken to be until its sound is complete: 15 characters a second. */
const SAMPLES_PER_CHARACTER = 1_600;
/** Clauses that the speech model works on ahead of the one that is being sent. */
const CLAUSES_AHEAD = 1;

/** What a reply tells the interpreter while it is being made. */
export interface ReplyEvents {
  /** Audio was sent for the first time. */
  firstAudio(): void;
  /** A moment of the turn's clock. */
  mark(moment: "speaking" | "firstSpeech" | "firstAudio"): void;
  /** Something failed that does not end the reply. */
  problem(error: AppError, stage: Stage): void;
  /** Everything was made and sent. */
  complete(samples: number): void;
  /** Nothing could be made. */
  failed(error: AppError, stage: Stage): void;
  /** Samples that the client has played of this reply. */
  played(): number;
}

/** One clause on its way to the client. */
interface VoicedClause {
  readonly text: string;
  readonly audio: AsyncIterable<Int16Array>;
  /** Samples of the whole clause, once they are all made; 0 where the speech model failed. */
  readonly samples: Promise<number>;
}

/**
 * One reply from its clauses to the client's ear. It is made at once, and held back until
 * {@link commit}; {@link stop} ends it at any point, upstream work included.
 */
export class Reply {
  readonly id = crypto.randomUUID();
  readonly turn: number;
  readonly attempt: number;
  /** Clauses whose place in the audio is known; the end of the last one may be an estimate. */
  readonly clauses: TimedText[] = [];
  /** Tools that were called, in order. */
  readonly tools: ToolPart[] = [];
  readonly #ports: SessionPorts;
  readonly #events: ReplyEvents;
  readonly #abort = new AbortController();
  readonly #commit = Promise.withResolvers<void>();
  #held: "held" | "committed" = "held";
  #sent = 0;
  #sequence = 0;
  #firstSentAt = 0;

  constructor(turn: number, attempt: number, ports: SessionPorts, events: ReplyEvents) {
    this.turn = turn;
    this.attempt = attempt;
    this.#ports = ports;
    this.#events = events;
    // A reply that is stopped before anybody waits for the commit must not count as unhandled.
    this.#commit.promise.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Resolves when the user's turn is surely over; rejects when the reply is stopped before. */
  get committed(): Promise<void> {
    return this.#commit.promise;
  }

  /** Samples that were sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Whether the client knows of it. */
  get isCommitted(): boolean {
    return this.#held === "committed";
  }

  /** From now on the reply may be heard. */
  commit(): void {
    this.#held = "committed";
    this.#ports.send({ type: "reply-start", turn: this.turn, message: this.id });
    this.#commit.resolve();
  }

  /** Nothing more of it is wanted. */
  stop(): void {
    const reason = new AppError("aborted", "The reply was stopped.");
    this.#commit.reject(reason);
    this.#abort.abort(reason);
  }

  /** Carries the clauses to the client; ends with one of `complete` and `failed`, or silently when stopped. */
  async run(clauses: AsyncIterable<string>): Promise<void> {
    let count = 0;
    const events = this.#events;
    const counted = eager(
      (async function* () {
        try {
          for await (const clause of clauses) {
            count++;
            yield clause;
          }
        } catch (thrown) {
          // What was made before is worth saying.
          if (count === 0) throw thrown;
          const error = AppError.from(thrown);
          if (error.code !== "aborted") events.problem(error, "think");
        }
      })(),
    );
    try {
      await (this.#ports.audience() === "reads" ? this.#write(counted) : this.#speak(counted));
      await this.#commit.promise;
      if (!this.signal.aborted) events.complete(this.#sent);
    } catch (thrown) {
      if (!this.signal.aborted) events.failed(AppError.from(thrown), "think");
    }
  }

  /** For a client that only reads: captions as soon as they are made. */
  async #write(clauses: AsyncIterable<string>): Promise<void> {
    for await (const text of clauses) {
      await this.#commit.promise;
      this.#caption(text, 0, 0);
    }
  }

  async #speak(clauses: AsyncIterable<string>): Promise<void> {
    const captions = new AsyncQueue<VoicedClause>();
    const captioned = this.#captionAll(captions);
    captioned.catch(() => undefined);
    const voiced = this.#voice(clauses, captions);
    for await (const clause of prefetch(voiced, CLAUSES_AHEAD))
      for await (const chunk of clause.audio) await this.#sendChunk(chunk);
    captions.end();
    await captioned;
  }

  /** Starts the speech model on each clause as it comes. */
  async *#voice(
    clauses: AsyncIterable<string>,
    started: AsyncQueue<VoicedClause>,
  ): AsyncGenerator<VoicedClause> {
    for await (const text of clauses) {
      const clause = this.#say(text);
      started.push(clause);
      yield clause;
    }
  }

  #say(text: string): VoicedClause {
    const { gateway, agent } = this.#ports;
    this.#events.mark("speaking");
    const audio = new AsyncQueue<Int16Array>();
    const make = async (): Promise<number> => {
      let samples = 0;
      try {
        const run = gateway.run({
          task: "text-to-speech",
          ...(agent.models?.speak === undefined ? {} : { model: agent.models.speak }),
          input: { text, ...(agent.voice === undefined ? {} : { voice: agent.voice }) },
          signal: this.signal,
          metadata: { session: this.#ports.session, agent: agent.name, stage: "speak" },
        });
        for await (const event of run) {
          if (event.type !== "audio") continue;
          this.#events.mark("firstSpeech");
          samples += event.samples.length;
          audio.push(event.samples);
        }
      } catch (thrown) {
        // The words are still shown where their sound is missing.
        if (!this.signal.aborted) this.#events.problem(AppError.from(thrown), "speak");
      }
      audio.end();
      return samples;
    };
    return { text, audio, samples: make() };
  }

  /** Tells each clause's words as soon as their place is known, which is before they are played. */
  async #captionAll(clauses: AsyncIterable<VoicedClause>): Promise<void> {
    let from = 0;
    for await (const { text, samples } of clauses) {
      await this.#commit.promise;
      const index = this.#caption(text, from, from + text.length * SAMPLES_PER_CHARACTER);
      const to = from + (await samples);
      this.clauses[index] = { text, from, to };
      from = to;
    }
  }

  #caption(text: string, from: number, to: number): number {
    this.signal.throwIfAborted();
    this.#ports.send({ type: "caption", turn: this.turn, text, from });
    return this.clauses.push({ text, from, to }) - 1;
  }

  async #sendChunk(chunk: Int16Array): Promise<void> {
    await this.#commit.promise;
    for (let at = 0; at < chunk.length; at += FRAME_SAMPLES) {
      const wait = this.#waitMs();
      if (wait > 0) await this.#ports.wait(wait, this.signal);
      this.signal.throwIfAborted();
      this.#sendFrame(chunk.subarray(at, at + FRAME_SAMPLES));
    }
  }

  #waitMs(): number {
    if (this.#sent === 0) return 0;
    return pacingWaitMs({
      sent: this.#sent,
      played: this.#events.played(),
      elapsedMs: this.#ports.now() - this.#firstSentAt,
    });
  }

  #sendFrame(samples: Int16Array): void {
    const first = this.#sent === 0;
    this.#ports.sendFrame(
      encodeFrame({
        kind: "reply",
        sequence: this.#sequence++,
        turn: this.turn,
        position: this.#sent,
        payload: new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
      }),
    );
    this.#sent += samples.length;
    if (!first) return;
    this.#firstSentAt = this.#ports.now();
    this.#events.mark("firstAudio");
    this.#events.firstAudio();
  }
}
