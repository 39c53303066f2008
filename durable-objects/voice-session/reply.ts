import { AppError } from "../../shared/errors/app-error.ts";
import type { ToolPart } from "../../shared/protocol/conversation.ts";
import { encodeFrame } from "../../shared/protocol/frame.ts";
import type { Stage } from "../../shared/protocol/server-messages.ts";
import type { TimedText } from "../../shared/speech/heard-text.ts";
import { AsyncQueue, eager } from "../../shared/streams/async-queue.ts";
import { prefetch } from "../../shared/streams/prefetch.ts";
import type { Run, Task } from "../../worker/gateway/run-types.ts";
import { ReplyAudio } from "./reply-audio.ts";
import type { RecordedSpeech } from "./recorded-speech.ts";
import type { SessionPorts } from "./session-ports.ts";
import { voiceClause } from "./voiced-clause.ts";
import type { VoicedClause } from "./voiced-clause.ts";

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
  complete(reply: Reply, samples: number): void;
  /** Nothing could be made. */
  failed(error: AppError, stage: Stage): void;
  /** Samples that the client has played of this reply. */
  played(): number;
  /** What became of a tool call, also after the reply. */
  tools(reply: Reply): void;
}

/**
 * One reply from its clauses to the client's ear. It is made at once, and held back until
 * {@link commit}; {@link stop} ends it at any point, upstream work included.
 */
export class Reply {
  readonly id: string;
  readonly turn: number;
  readonly attempt: number;
  /** Clauses whose place in the audio is known; the end of the last one may be an estimate. */
  readonly clauses: TimedText[] = [];
  /** Tools that were called, in order. */
  readonly tools: ToolPart[] = [];
  /** Another agent goes on when it is over. */
  handsOver = false;
  /** The call in the background whose result it tells. */
  news: string | undefined;
  readonly #ports: SessionPorts;
  readonly #events: ReplyEvents;
  readonly #audio: ReplyAudio;
  readonly #runs: Run<Task>[] = [];
  readonly #abort = new AbortController();
  readonly #commit = Promise.withResolvers<void>();
  readonly #over = Promise.withResolvers<void>();
  #state: "held" | "committed" | "complete" = "held";
  #sequence = 0;
  #hasSent = false;
  /** Whether the client was told to hold it. */
  #isDucked = false;

  constructor(turn: number, attempt: number, ports: SessionPorts, events: ReplyEvents) {
    this.id = ports.newId();
    this.turn = turn;
    this.attempt = attempt;
    this.#ports = ports;
    this.#events = events;
    this.#audio = new ReplyAudio({
      now: ports.now,
      wait: ports.wait,
      hasAudience: () => ports.audience() !== "none",
      sendFrame: (position, samples) => this.#sendFrame(position, samples),
      played: () => events.played(),
      signal: this.#abort.signal,
    });
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

  /** Resolves when no work is under way for it any more, however it ended. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Samples that were sent so far. */
  get sent(): number {
    return this.#audio.sent;
  }

  /** Whether the client knows of it. */
  get isCommitted(): boolean {
    return this.#state !== "held";
  }

  /** What its runs have cost so far in USD; undefined where one of them has no known price. */
  get costUsd(): number | undefined {
    return this.#runs
      .flatMap((run) => run.attempts())
      .reduce<number | undefined>(
        (sum, { costUsd }) =>
          sum === undefined || costUsd === undefined ? undefined : sum + costUsd,
        0,
      );
  }

  /** From now on the reply may be heard. */
  commit(): void {
    this.#state = "committed";
    this.#ports.send({ type: "reply-start", turn: this.turn, message: this.id });
    this.#commit.resolve();
    this.#audio.open();
  }

  /** A voice is over it: it falls silent where it is. */
  hold(): void {
    this.#audio.hold();
    if (!this.#hasSent) return;
    this.#isDucked = true;
    this.#ports.send({ type: "duck", turn: this.turn });
  }

  /** It goes on from there. */
  release(): void {
    if (this.#isDucked) this.#ports.send({ type: "unduck", turn: this.turn });
    this.#isDucked = false;
    this.#audio.release();
  }

  /** A client has come: it gets the audio from a sample on. */
  resume(from: number): void {
    const { turn, id: message } = this;
    const captions = this.clauses.map((clause) => ({ text: clause.text, from: clause.from }));
    this.#isDucked = this.#audio.isHeld;
    const held = this.#isDucked ? { ducked: true } : {};
    this.#audio.resume(from, (at) =>
      this.#ports.send({ type: "reply-resume", turn, message, from: at, captions, ...held }),
    );
    if (this.#state !== "complete") return;
    this.#audio.drain().then(
      () => this.#tellEnd(),
      () => undefined,
    );
  }

  /** Name of the agent that speaks. */
  get agent(): string {
    return this.#ports.agent.name;
  }

  /** Notes what becomes of a tool call, and shows it to the client once it may know of the reply. */
  note(part: ToolPart): void {
    const index = this.tools.findIndex(({ toolCallId }) => toolCallId === part.toolCallId);
    if (index < 0) this.tools.push(part);
    else this.tools[index] = part;
    const show = (): void => this.#ports.send({ ...part, type: "tool", turn: this.turn });
    this.committed.then(show, () => undefined);
    this.#events.tools(this);
  }

  /** Notes a run whose cost belongs to this reply. */
  track<T extends Task>(run: Run<T>): Run<T> {
    this.#runs.push(run as Run<Task>);
    return run;
  }

  /** Nothing more of it is wanted. */
  stop(): void {
    const reason = new AppError("aborted", "The reply was stopped.");
    this.#commit.reject(reason);
    this.#abort.abort(reason);
  }

  /** Carries the clauses to the client; ends with one of `complete` and `failed`, or silently when stopped. */
  async run(clauses: AsyncIterable<string>, recorded?: RecordedSpeech): Promise<void> {
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
      await (this.#ports.audience() === "reads"
        ? this.#write(counted)
        : this.#speak(counted, recorded));
      await this.#commit.promise;
      if (this.signal.aborted) return;
      this.#state = "complete";
      this.#tellEnd();
      events.complete(this, this.#audio.made);
    } catch (thrown) {
      if (!this.signal.aborted) events.failed(AppError.from(thrown), "think");
    } finally {
      this.#over.resolve();
    }
  }

  #tellEnd(): void {
    const { made: samples } = this.#audio;
    this.#ports.send({ type: "reply-end", turn: this.turn, samples, reason: "complete" });
  }

  /** For a client that only reads: captions as soon as they are made. */
  async #write(clauses: AsyncIterable<string>): Promise<void> {
    for await (const text of clauses) {
      await this.#commit.promise;
      this.#caption(text, 0, 0);
    }
  }

  async #speak(clauses: AsyncIterable<string>, recorded?: RecordedSpeech): Promise<void> {
    const captions = new AsyncQueue<VoicedClause>();
    const captioned = this.#captionAll(captions);
    captioned.catch(() => undefined);
    const voiced = this.#voice(clauses, captions, recorded);
    for await (const clause of prefetch(voiced, CLAUSES_AHEAD)) {
      for await (const chunk of clause.audio) this.#audio.append(chunk);
      await this.#audio.drain();
    }
    captions.end();
    await captioned;
  }

  /** Starts the speech model on each clause as it comes. */
  async *#voice(
    clauses: AsyncIterable<string>,
    started: AsyncQueue<VoicedClause>,
    recorded: RecordedSpeech | undefined,
  ): AsyncGenerator<VoicedClause> {
    const events = {
      first: () => this.#events.mark("firstSpeech"),
      problem: (error: AppError) => this.#events.problem(error, "speak"),
    };
    for await (const text of clauses) {
      this.#events.mark("speaking");
      const clause = voiceClause(text, this, this.#ports, events, recorded);
      started.push(clause);
      yield clause;
    }
  }

  /** Tells each clause's words as soon as their place is known, which is before they are played. */
  async #captionAll(clauses: AsyncIterable<VoicedClause>): Promise<void> {
    let from = 0;
    for await (const { text, samples, bounds } of clauses) {
      await this.#commit.promise;
      const index = this.#caption(text, from, from + text.length * SAMPLES_PER_CHARACTER);
      const to = from + (await samples);
      // What was made of a clause that was cut off tells nothing of its length.
      this.signal.throwIfAborted();
      const voice = bounds.within(from);
      this.clauses[index] = { text, from, to, ...(voice === undefined ? {} : { voice }) };
      from = to;
    }
  }

  #caption(text: string, from: number, to: number): number {
    this.signal.throwIfAborted();
    this.#ports.send({ type: "caption", turn: this.turn, text, from });
    return this.clauses.push({ text, from, to }) - 1;
  }

  #sendFrame(position: number, samples: Int16Array): void {
    const payload = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const { turn } = this;
    // A client that only reads may have come meanwhile.
    if (this.#ports.audience() !== "reads")
      this.#ports.sendFrame(
        encodeFrame({ kind: "reply", sequence: this.#sequence++, turn, position, payload }),
      );
    if (this.#hasSent) return;
    this.#hasSent = true;
    this.#events.mark("firstAudio");
    this.#events.firstAudio();
  }
}
