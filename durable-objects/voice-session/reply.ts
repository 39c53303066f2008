import { AppError } from "../../shared/errors/app-error.ts";
import type { ToolPart } from "../../shared/protocol/conversation.ts";
import { encodeFrame } from "../../shared/protocol/frame.ts";
import { eager } from "../../shared/streams/async-queue.ts";
import type { Run, Task } from "../../worker/gateway/run-types.ts";
import { afterKept, keptClauses } from "./kept-clauses.ts";
import type { KeptClauses } from "./kept-clauses.ts";
import type { ReplyEvents } from "./reply-events.ts";
import { ReplyAudio } from "./reply-audio.ts";
import { ReplyMemory } from "./reply-memory.ts";
import type { RecordedClause, ReplyProgress } from "./reply-record.ts";
import type { RecordedSpeech } from "./recorded-speech.ts";
import { speakClauses } from "./reply-speech.ts";
import type { SessionPorts } from "./session-ports.ts";
import { costOf } from "./tracked-run.ts";
import type { TrackedRun } from "./tracked-run.ts";
import { worthSaying } from "./worth-saying.ts";

/**
 * One reply from its clauses to the client's ear. It is made at once, and held back until
 * {@link commit}; {@link stop} ends it at any point, upstream work included.
 */
export class Reply {
  readonly id: string;
  readonly turn: number;
  readonly attempt: number;
  /** Clauses whose place in the audio is known; the end of the last one may be an estimate. */
  readonly clauses: RecordedClause[];
  /** Tools that were called, in order. */
  readonly tools: ToolPart[];
  /** What is to be known of its making, should it have to be made again. */
  readonly memory: ReplyMemory;
  /** Another agent goes on when it is over. */
  handsOver: boolean;
  /** The call in the background whose result it tells. */
  news: string | undefined;
  readonly #ports: SessionPorts;
  readonly #events: ReplyEvents;
  readonly #audio: ReplyAudio;
  readonly #runs: TrackedRun[] = [];
  readonly #abort = new AbortController();
  readonly #commit = Promise.withResolvers<void>();
  readonly #over = Promise.withResolvers<void>();
  /** What another life of the object had come to. */
  readonly #before: ReplyProgress | undefined;
  /** What is there of that for the client; undefined until it is known where the reply goes on. */
  #kept: KeptClauses | undefined;
  #state: ReplyProgress["state"];
  #sequence = 0;
  #hasSent: boolean;
  /** Whether the client was told to hold it. */
  #isDucked = false;

  /** `before`: it was under way when the object's last life ended, and goes on from there. */
  constructor(
    turn: number,
    attempt: number,
    ports: SessionPorts,
    events: ReplyEvents,
    before?: ReplyProgress,
  ) {
    this.id = before?.id ?? ports.newId();
    this.turn = turn;
    this.attempt = attempt;
    this.clauses = [...(before?.clauses ?? [])];
    this.tools = [...(before?.tools ?? [])];
    this.handsOver = before?.handsOver ?? false;
    this.news = before?.news;
    this.memory = new ReplyMemory(this.id, () => events.changed(), before);
    this.#before = before;
    this.#hasSent = before?.isAudible ?? false;
    this.#state = before === undefined || before.state === "held" ? "held" : "committed";
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
    if (this.#state === "held") return;
    this.#commit.resolve();
    this.#audio.open();
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
    return this.#audio.sent;
  }

  /** Whether the client knows of it. */
  get isCommitted(): boolean {
    return this.#state !== "held";
  }

  /** What it has come to, for another life of the object. */
  get progress(): ReplyProgress {
    const { id, turn, attempt, agent, clauses, tools, handsOver, news } = this;
    const { runs, begun } = this.memory;
    const [state, isAudible] = [this.#state, this.#hasSent];
    const told = news === undefined ? {} : { news };
    return {
      ...{ id, turn, attempt, agent, state, isAudible, clauses, tools, runs, begun, handsOver },
      ...told,
    };
  }

  /**
   * What its runs have cost in USD, once no work is under way for it any more, however it ended;
   * undefined where one of them has no known price.
   */
  async cost(): Promise<number | undefined> {
    await this.#over.promise;
    return costOf(this.#runs);
  }

  /** From now on the reply may be heard. */
  commit(): void {
    this.#state = "committed";
    this.#ports.send({ type: "reply-start", turn: this.turn, message: this.id });
    this.#commit.resolve();
    this.#audio.open();
    this.#events.changed();
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
    this.#goOn(from);
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
    this.#events.changed();
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
    // A client that is just coming says where it goes on.
    if (this.#before !== undefined) await Promise.resolve();
    const { kept, partial } = this.#goOn(this.#events.played());
    const rest = afterKept(clauses, kept, this.#before);
    const said = eager(worthSaying(rest, (error) => this.#events.problem(error, "think")));
    try {
      await (this.#ports.audience() === "reads"
        ? this.#write(said)
        : this.#speak(said, partial, recorded));
      await this.#commit.promise;
      if (this.signal.aborted) return;
      this.#state = "complete";
      this.#tellEnd();
      this.#events.complete(this, this.#audio.made);
      this.#events.changed();
    } catch (thrown) {
      if (!this.signal.aborted) this.#events.failed(AppError.from(thrown), "think");
    } finally {
      this.#over.resolve();
    }
  }

  /** Decides, once, what is left of an earlier life for a client that needs it from a sample on. */
  #goOn(from: number): KeptClauses {
    if (this.#kept !== undefined) return this.#kept;
    // Who reads has got the words as they came.
    const reads = this.#ports.audience() === "reads" && !this.#hasSent;
    const all = [...this.clauses];
    const decided = reads ? { kept: all, partial: undefined } : keptClauses(all, from);
    this.#kept = decided;
    this.clauses.splice(0, all.length, ...decided.kept);
    if (decided.kept.length > 0 && !reads) this.#audio.begin(from);
    return decided;
  }

  #tellEnd(): void {
    const { made: samples } = this.#audio;
    this.#ports.send({ type: "reply-end", turn: this.turn, samples, reason: "complete" });
  }

  /** For a client that only reads: captions as soon as they are made. */
  async #write(clauses: AsyncIterable<string>): Promise<void> {
    for await (const text of clauses) {
      await this.#commit.promise;
      this.signal.throwIfAborted();
      this.#begins(text, 0, 0);
    }
  }

  #speak(
    clauses: AsyncIterable<string>,
    partial: KeptClauses["partial"],
    recorded: RecordedSpeech | undefined,
  ): Promise<void> {
    const { signal, committed } = this;
    return speakClauses(clauses, {
      ...{ signal, committed, partial, recorded, ports: this.#ports, audio: this.#audio },
      track: (run) => this.track(run),
      mark: (moment) => this.#events.mark(moment),
      problem: (error) => this.#events.problem(error, "speak"),
      begins: (text, from, to) => this.#begins(text, from, to),
      ends: (to, voice) => this.#ends(to, voice),
    });
  }

  #begins(text: string, from: number, to: number): void {
    this.#ports.send({ type: "caption", turn: this.turn, text, from });
    this.clauses.push({
      ...{ text, from, to },
      ...(this.memory.isAside(text) ? { isAside: true } : {}),
    });
    this.#events.changed();
  }

  #ends(to: number, voice: RecordedClause["voice"]): void {
    const last = this.clauses.pop();
    if (last === undefined) return;
    const heard = voice === undefined ? {} : { voice };
    this.clauses.push({ ...last, to, ...heard, isWhole: true });
    this.#events.changed();
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
    this.#events.changed();
  }
}
