import { DurableObject } from "cloudflare:workers";
import { AppError } from "../../shared/errors/app-error.ts";
import { ERROR_CODES } from "../../shared/errors/error-codes.ts";
import type { Env } from "../../worker/env.ts";
import type { GatewayOptions } from "../../worker/gateway/gateway.ts";
import { createGateway } from "../../worker/gateway/gateway.ts";
import { journalledLane } from "../../worker/gateway/lanes/native/journalled-attempt.ts";
import type { WaitUntil } from "../../worker/gateway/ledger-client.ts";
import { createLedgerSink } from "../../worker/gateway/ledger-client.ts";
import { unpackData } from "../../worker/gateway/packed-data.ts";
import { createRoutes } from "../../worker/gateway/routes/routes.ts";
import type { RunJob } from "../../worker/gateway/run-job.ts";
import type { Fetch } from "../../worker/gateway/providers/provider.ts";
import { isGuarded } from "../../worker/gateway/guards-of.ts";
import type { Gateway, Task, TaskEvent } from "../../worker/gateway/run-types.ts";
import { errorOf } from "../../worker/gateway/error-data.ts";
import { ATTEMPTS_HEADER, CACHE_HEADER, MODEL_HEADER } from "../../worker/gateway/runner-client.ts";
import type { Answer, RunnerStub, RunState } from "../../worker/gateway/runner-client.ts";
import { GUARDS } from "../../worker/guards/registry.ts";
import { afterDeath } from "./after-death.ts";
import { answered } from "./answered.ts";
import { FlushClock } from "./flush-clock.ts";
import { laneOf } from "./job-lane.ts";
import { keptJob } from "./kept-job.ts";
import { LiveRun } from "./live-run.ts";
import { attemptsAtDeath, isMeteredElsewhere } from "./lost-attempt.ts";
import { encoderOf, requireFormat } from "./run-formats.ts";
import { RunJournal } from "./run-journal.ts";
import type { ReadRun } from "./run-reader.ts";
import { readableRun } from "./run-reader.ts";
import type { RunRecord } from "./run-record.ts";
import { lossAt, newRecord, nextGap, stateOf } from "./run-record.ts";
import { sendRun } from "./run-socket.ts";
import type { RunSource } from "./run-source.ts";
import { engineSource } from "./run-source.ts";
import { RUNNER_LIMITS } from "./runner-limits.ts";

/**
 * Carries out runs apart from whoever asked, and keeps their events for an hour. Readers come and
 * go; a run goes on without any. This class is the shell: {@link LiveRun} carries out,
 * {@link RunJournal} keeps, {@link afterDeath} decides what becomes of a run whose object died.
 */
export class Runner extends DurableObject<Env> implements RunnerStub {
  protected limits = RUNNER_LIMITS;
  /** How providers are called on the native lane. */
  protected callUpstream: Fetch = (url, init) => fetch(url, init);
  readonly #journal = new RunJournal(this.ctx.storage);
  readonly #live = new Map<string, LiveRun>();
  readonly #readers = new Map<string, number>();
  readonly #waitUntil: WaitUntil = (work) => this.ctx.waitUntil(work);
  readonly #ledger = createLedgerSink(this.env, this.#waitUntil);
  #clock: FlushClock | undefined;
  #alarmAt: number | undefined;

  /** What models are asked through. A test gives its own. */
  protected createGateway(options: GatewayOptions): Gateway {
    return createGateway(this.env, options);
  }

  /** How a run stands. */
  state(runId: string): Promise<Answer<RunState>> {
    return answered(() => this.#state(runId));
  }

  /** Ends a live run and its calls upstream. */
  cancel(runId: string): Promise<Answer<RunState>> {
    return answered(async () => {
      this.#require(runId);
      const live = this.#live.get(runId);
      live?.cancel();
      while (live?.isOver === false) await live.more();
      return this.#state(runId);
    });
  }

  /**
   * `POST /v1/runs/:id` starts a run, or attaches to the one of this id; `GET …/events?from=N` reads
   * it, as a stream or a WebSocket. The Worker has checked who asks. Streams go by HTTP because the
   * stream of a call learns only with its next event that its reader has gone.
   */
  override async fetch(request: Request): Promise<Response> {
    const answer = await answered(() =>
      request.method === "POST" ? this.#start(request) : this.#events(request),
    );
    if (answer.ok) return answer.value;
    const { error } = answer;
    return Response.json({ error }, { status: ERROR_CODES[error.code].status });
  }

  async #start(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const [, , , runId = ""] = pathname.split("/");
    const job = unpackData<RunJob>(new Uint8Array(await request.arrayBuffer()));
    if (searchParams.has("new") || this.#find(runId) === undefined) this.#begin(runId, job);
    await this.#live.get(runId)?.begun();
    const { model, attempts, cache, end } = this.#require(runId);
    if (end !== undefined && end.state !== "done" && end.nextIndex === 0) throw errorOf(end.error);
    const serves = end === undefined && cache !== "hit" && cache !== "shared" ? 1 : 0;
    const headers = {
      [MODEL_HEADER]: model,
      [ATTEMPTS_HEADER]: String(attempts.length + serves),
      ...(cache === undefined ? {} : { [CACHE_HEADER]: cache }),
    };
    const passage = this.#live.get(runId)?.takePassage();
    return new Response(passage ?? this.#stream(runId, { from: 0, hasIds: false }), { headers });
  }

  #events(request: Request): Response {
    const url = new URL(request.url);
    const [, , , runId = ""] = url.pathname.split("/");
    const from = Number(url.searchParams.get("from") ?? "0");
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket")
      return new Response(this.#stream(runId, { from, hasIds: url.searchParams.has("ids") }));
    const release = this.#admit(runId, from);
    const [client, server] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket];
    server.accept();
    const sending = sendRun(server, this.#readerOf(runId), from, this.limits);
    this.ctx.waitUntil(sending.finally(release));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Looks after runs whose object died, and deletes those whose hour is over. */
  override async alarm(): Promise<void> {
    this.#alarmAt = undefined;
    for (const id of this.#journal.live()) this.#find(id);
    const { keepMs } = this.limits;
    const oldest = await this.#journal.sweep(Date.now() - keepMs + 1);
    if (this.#live.size > 0) this.#arm(Date.now() + this.limits.heartbeatMs);
    else if (oldest !== undefined) this.#arm(oldest + keepMs);
  }

  #begin(runId: string, job: RunJob): void {
    requireFormat(job.format);
    if (this.#live.size >= this.limits.liveRuns)
      throw new AppError("rate_limited", "Too many runs are under way here.", { retryAfter: 1 });
    const record = newRecord(runId, job, Date.now());
    this.#carryOut(record, { nextIndex: 0, job });
  }

  #carryOut(
    record: RunRecord,
    { nextIndex, job, before }: { nextIndex: number; job: RunJob; before?: TaskEvent[Task][] },
  ): void {
    const live = this.#liveRun(record, nextIndex, () => keptJob(job, this.limits.jobBytes));
    const base = record.attempts.length;
    const { request, native } = laneOf(job, isGuarded(this.env, job.request.options));
    const gateway = this.createGateway({
      newId: () => record.id,
      sink: (attempt) => this.#ledger({ ...attempt, attempt: base + attempt.attempt }),
      routes: createRoutes(this.env, { waitUntil: this.#waitUntil }),
      guards: GUARDS,
      ...(native === undefined
        ? {}
        : { open: journalledLane(native, this.callUpstream, () => live.pace()) }),
    });
    const open = (signal: AbortSignal): RunSource => {
      const run = gateway.run({ ...request, signal });
      return engineSource(run, (model) => encoderOf(record, model, before)) as RunSource;
    };
    this.#track(record.id, live, live.carryOut(open));
  }

  #liveRun(record: RunRecord, nextIndex: number, job: () => RunJob | undefined): LiveRun {
    return new LiveRun({
      record,
      nextIndex,
      job,
      journal: this.#journal,
      limits: this.limits,
      clock: (this.#clock ??= new FlushClock(this.limits.flushMs)),
      now: () => Date.now(),
      waitUntil: this.#waitUntil,
      onWrite: () => this.#arm(Date.now() + this.#untilAlarm()),
    });
  }

  #track(id: string, live: LiveRun, work: Promise<void>): void {
    this.#live.set(id, live);
    this.ctx.waitUntil(work.finally(() => this.#live.delete(id)));
  }

  /** The run of an id; one whose object died while it was live is taken up here. */
  #find(id: string): RunRecord | undefined {
    const live = this.#live.get(id);
    if (live !== undefined) return live.record;
    const record = this.#journal.record(id);
    if (record === undefined || record.end !== undefined) return record;
    this.#takeUp(record);
    return this.#live.get(id)?.record;
  }

  #require(id: string): RunRecord {
    const record = this.#find(id);
    if (record === undefined)
      throw new AppError("not_found", "There is no such run, or its hour is over.");
    return record;
  }

  #takeUp(record: RunRecord): void {
    const { id } = record;
    const [job, said, last] = [
      this.#journal.job(id),
      this.#journal.said(id),
      this.#journal.lastBatch(id),
    ];
    const nextIndex = last === undefined ? 0 : last.first + last.events.length;
    const attempts = attemptsAtDeath(record, job, said, last);
    // What was on its way to the ledger died too; it takes each attempt once.
    if (!isMeteredElsewhere(record, job)) attempts.forEach(this.#ledger);
    const outcome = afterDeath(record, job, said, {
      hasEvents: nextIndex > 0,
      revivals: this.limits.revivals,
    });
    if (outcome.type === "done") {
      const live = this.#liveRun({ ...record, attempts }, nextIndex, () => undefined);
      return this.#track(id, live, live.end());
    }
    const gap = nextGap(record, nextIndex, this.limits.gapLength);
    const next: RunRecord = { ...record, attempts, gaps: [...record.gaps, gap] };
    this.ctx.waitUntil(this.#journal.confirm(next));
    if (outcome.type === "continue")
      return this.#carryOut(next, { nextIndex: gap.to, job: outcome.job, before: said });
    const error = new AppError("internal", "The run was interrupted.", { retryable: true });
    const texts = encoderOf(record, record.model, said).fail(error);
    const live = this.#liveRun(next, gap.to, () => undefined);
    this.#track(id, live, live.interrupt(error, texts));
  }

  #state(id: string): RunState {
    const record = this.#require(id);
    const nextIndex = record.end?.nextIndex ?? this.#live.get(id)?.nextIndex ?? 0;
    return stateOf(record, nextIndex, this.limits.keepMs);
  }

  #stream(id: string, how: { from: number; hasIds: boolean }): ReadableStream<Uint8Array> {
    const release = this.#admit(id, how.from);
    return readableRun(this.#readerOf(id), how, release);
  }

  /** Counts a reader in, and gives back what counts it out. Throws AppError when it can't be. */
  #admit(id: string, from: number): () => void {
    if (!Number.isInteger(from) || from < 0 || from > this.limits.lastIndex)
      throw new AppError("bad_input", "from must be the index of an event.", { field: "from" });
    const loss = lossAt(this.#require(id), from);
    if (loss !== undefined)
      throw new AppError(
        "bad_input",
        `Events from ${loss.from} on were lost in an accident, and the run went on in other words: read from there.`,
        { field: "from" },
      );
    const readers = this.#readers.get(id) ?? 0;
    if (readers >= this.limits.readers)
      throw new AppError("rate_limited", "Too many read this run at once.", { retryAfter: 1 });
    this.#readers.set(id, readers + 1);
    const leave = this.#live.get(id)?.attend();
    return () => {
      leave?.();
      this.#release(id);
    };
  }

  #release(id: string): void {
    const readers = (this.#readers.get(id) ?? 1) - 1;
    if (readers > 0) this.#readers.set(id, readers);
    else this.#readers.delete(id);
  }

  /**
   * How a reader reads a run. One that began while the run was live reads its latest events from
   * memory, also when it is over by then.
   */
  #readerOf(id: string): ReadRun {
    const live = this.#live.get(id);
    return (index) => {
      if (live === undefined || index < live.firstIndex) {
        const stored = this.#journal.eventsAt(id, index, this.limits.readLength);
        if (stored !== undefined) return { type: "events", ...stored };
        if (live === undefined) return { type: "end" };
      }
      const first = Math.max(index, live.firstIndex);
      const events = live.eventsFrom(first);
      if (events.length > 0) return { type: "events", events, first };
      return live.isOver ? { type: "end" } : { type: "wait", more: live.more() };
    };
  }

  #untilAlarm(): number {
    const isAnyLive = [...this.#live.values()].some((live) => !live.isOver);
    return isAnyLive ? this.limits.heartbeatMs : this.limits.keepMs;
  }

  /** Wakes the object at a time, or sooner if it is to be woken sooner. */
  #arm(at: number): void {
    if (this.#alarmAt !== undefined && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(at, { allowUnconfirmed: true }));
  }
}
