import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect } from "vitest";
import type { GatewayOptions } from "../../worker/gateway/gateway.ts";
import { newRunScope, scopeOfRun } from "../../worker/gateway/run-id.ts";
import type { RunJob } from "../../worker/gateway/run-job.ts";
import type { RunRequest } from "../../worker/gateway/run-types.ts";
import type { Runner } from "../runner/runner.ts";
import { RUNNER_LIMITS } from "../runner/runner-limits.ts";
import type { RunnerLimits } from "../runner/runner-limits.ts";
import { ScriptedRun } from "./scripted-run.ts";

/** The object that keeps a run. */
export function runnerStub(runId: string): DurableObjectStub<Runner> {
  const { RUNNER: namespace } = env as unknown as { RUNNER: DurableObjectNamespace<Runner> };
  return namespace.getByName(scopeOfRun(runId) ?? runId);
}

/** Gives an object's present life an upstream that the test speaks for, and limits of its own. */
export async function scriptRunner(
  runId: string,
  limits: Partial<RunnerLimits> = {},
  upstream = new ScriptedRun(),
): Promise<ScriptedRun> {
  await runInDurableObject(runnerStub(runId), (instance: Runner) => {
    Object.assign(instance, {
      createGateway: (options: GatewayOptions) => upstream.gateway(options),
      limits: { ...RUNNER_LIMITS, ...limits },
    });
  });
  return upstream;
}

/** Resolves when so many events of a run are in the journal: they are sent before they are written. */
export async function untilJournalled(runId: string, count: number): Promise<void> {
  const journalled = (): Promise<number> =>
    runInDurableObject(runnerStub(runId), (_, { storage }) =>
      [...storage.kv.list<{ events: string[] }>({ prefix: "events/" })].reduce(
        (sum, [, { events }]) => sum + events.length,
        0,
      ),
    );
  await expect.poll(journalled).toBe(count);
}

/** Ends an object's life at once, as a crash does: what was in memory only is gone. */
export async function killRunner(runId: string): Promise<void> {
  await runInDurableObject(runnerStub(runId), (_, state) => {
    state.abort("killed by a test");
  }).catch(() => undefined);
}

/** A job of the engine. */
export function textJob(format = "events", rest: Partial<RunRequest<"text">> = {}): RunJob {
  return {
    format,
    context: { includeUsage: true },
    request: {
      task: "text",
      model: "scripted/model",
      input: { messages: [{ role: "user", text: "Say something." }] },
      ...rest,
    },
  };
}

/** A scope of its own for each test. */
export function newScope(): string {
  return newRunScope();
}

/** Reads server-sent events of a stream one by one. */
export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next event with its blank line, or undefined at the end. */
  async next(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const event = this.#text.slice(0, end + 2);
        this.#text = this.#text.slice(end + 2);
        return event;
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  async take(count: number): Promise<string[]> {
    const events: string[] = [];
    while (events.length < count) {
      const event = await this.next();
      if (event === undefined) throw new Error(`the stream ended after ${events.length} events`);
      events.push(event);
    }
    return events;
  }

  async rest(): Promise<string[]> {
    const events: string[] = [];
    for (let event = await this.next(); event !== undefined; event = await this.next())
      events.push(event);
    return events;
  }

  /** Goes away without reading on. */
  drop(): Promise<void> {
    return this.#reader.cancel("gone");
  }
}

/** A client of a run's socket that keeps what it gets. */
export class RunSocket {
  readonly messages: string[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket, acknowledges: boolean) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
    });
    socket.addEventListener("message", ({ data }) => {
      const text = String(data);
      this.messages.push(text);
      if (acknowledges) socket.send(`{"ack":${/^id: (\d+)/.exec(text)?.[1]}}`);
    });
    socket.accept();
  }

  static async open(
    runId: string,
    from: number,
    { acknowledges = false } = {},
  ): Promise<RunSocket> {
    const url = `http://runner/v1/runs/${runId}/events?from=${from}`;
    const response = await runnerStub(runId).fetch(url, { headers: { upgrade: "websocket" } });
    if (response.webSocket === null) throw new Error(await response.text());
    return new RunSocket(response.webSocket, acknowledges);
  }

  send(data: string | Uint8Array): void {
    this.#socket.send(data);
  }
}
