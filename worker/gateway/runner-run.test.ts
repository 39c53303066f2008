import { describe, expect, it } from "vitest";
import { AppError } from "../../shared/errors/app-error.ts";
import type { RunJob } from "./run-job.ts";
import type { RunRequest, TaskEvent } from "./run-types.ts";
import type { RunnerClient, RunState } from "./runner-client.ts";
import { runThroughRunner } from "./runner-run.ts";

const REQUEST: RunRequest<"text"> = {
  task: "text",
  input: { messages: [{ role: "user", text: "Hi." }] },
};
const EVENTS: readonly TaskEvent["text"][] = [
  { type: "text", text: "Grüß dich, " },
  { type: "tool-call", call: { id: "c", name: "look", input: '{"at":"\\n\\n"}' } },
  { type: "text", text: "world.\n\nYes" },
  { type: "finish", reason: "stop", usage: { outputTokens: 3 } },
];

const written = (events: readonly object[]): Uint8Array =>
  new TextEncoder().encode(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""));

/** Bytes in pieces of `size`, and then the end, or a break. */
function stream(bytes: Uint8Array, size: number, breaks?: Error): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += size)));
      else if (breaks === undefined) controller.close();
      else controller.error(breaks);
    },
  });
}

/** A Runner that answers with these streams: to its start, and to each reading after that. */
function runner(...streams: readonly ReadableStream<Uint8Array>[]) {
  const calls: string[] = [];
  let next = 0;
  const take = (): ReadableStream<Uint8Array> => {
    const one = streams[next++];
    if (one === undefined) throw new AppError("model_failed", "It failed.");
    return one;
  };
  const client: RunnerClient = {
    async start(job: RunJob, { runId = "" } = {}) {
      calls.push(`start ${runId} ${job.format} ${"signal" in job.request}`);
      return { runId, model: "scripted/model", attempts: 1, cache: undefined, stream: take() };
    },
    async resume(runId, from) {
      calls.push(`resume ${runId} ${from}`);
      return take();
    },
    state: () => Promise.reject(new Error("not asked")),
    async cancel(runId) {
      calls.push(`cancel ${runId}`);
      return { attempts: [{ costUsd: 0.25 }] } as unknown as RunState;
    },
  };
  return { client, calls };
}

async function eventsOf(client: RunnerClient, request = REQUEST): Promise<TaskEvent["text"][]> {
  const events: TaskEvent["text"][] = [];
  for await (const event of runThroughRunner(request, "run_x", client)) events.push(event);
  return events;
}

describe("a run through a Runner", () => {
  it.each([1, 7, 100_000])(
    "R50: gives the engine's own events, in pieces of %i bytes",
    async (size) => {
      const { client, calls } = runner(stream(written(EVENTS), size));
      const signal = new AbortController().signal;
      expect(await eventsOf(client, { ...REQUEST, signal })).toEqual(EVENTS);
      expect(calls).toEqual(["start run_x events false"]);
    },
  );

  it("R50: fails as the run does, before its first event and after it", async () => {
    await expect(eventsOf(runner().client)).rejects.toMatchObject({ code: "model_failed" });
    const error = { type: "error", code: "timeout", message: "Too slow.", retryable: true };
    const { client } = runner(stream(written([...EVENTS.slice(0, 1), error]), 50));
    await expect(eventsOf(client)).rejects.toMatchObject({ code: "timeout", retryable: true });
  });

  it("R51: reads on where the stream broke, once", async () => {
    const broken = stream(written(EVENTS.slice(0, 2)), 1_000, new Error("lost"));
    const { client, calls } = runner(broken, stream(written(EVENTS.slice(2)), 1_000));
    expect(await eventsOf(client)).toEqual(EVENTS);
    expect(calls).toEqual(["start run_x events false", "resume run_x 2"]);
  });

  it("R52: is cancelled when its reader leaves, and then its cost is known", async () => {
    const { client, calls } = runner(stream(written(EVENTS), 20));
    const run = runThroughRunner(REQUEST, "run_x", client);
    for await (const event of run) if (event.type === "text") break;
    expect(calls).toEqual(["start run_x events false", "cancel run_x"]);
    await run.settled();
    expect(run.attempts()).toEqual([{ costUsd: 0.25 }]);
  });
});
