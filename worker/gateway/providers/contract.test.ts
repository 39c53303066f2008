import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { AppError } from "../../../shared/errors/app-error.ts";
import type {
  DocumentedAnswer,
  ProviderContract,
  TaskContract,
} from "../../../tests/fixtures/contracts/contract.ts";
import { contractOf } from "../../../tests/fixtures/contracts/contracts.ts";
import { RESPONSES } from "../../../tests/fixtures/contracts/openai.ts";
import { playedEvents } from "../../../tests/fixtures/contracts/played-events.ts";
import { collect } from "../../../tests/fixtures/provider-answers.ts";
import type { ScriptedUpstream } from "../../../tests/fixtures/scripted-upstream.ts";
import { failing, inPieces, startUpstream } from "../../../tests/fixtures/scripted-upstream.ts";
import { GATEWAY_LIMITS } from "../limits.ts";
import type { Task, TaskEvent } from "../run-types.ts";
import type { Provider } from "./provider.ts";
import { PROVIDERS } from "./registry.ts";

const KEY = "sk-very-secret-key";
/** Share of a streamed answer that comes at first; in every fixture it holds some content. */
const PART = 0.7;
const WHAT_THEY_WROTE = /very-secret|secret upstream text/;

let upstream: ScriptedUpstream;
const logged: unknown[] = [];

beforeAll(async () => {
  upstream = await startUpstream();
  for (const level of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, level).mockImplementation((...args) => void logged.push(args));
});
afterAll(async () => {
  vi.restoreAllMocks();
  await upstream.close();
});

interface Asking {
  readonly url?: string;
  readonly signal?: AbortSignal;
  readonly input?: unknown;
}

function ask(
  { provider, contract, task, answers }: Omit<Row, "name">,
  { url = upstream.url, signal = new AbortController().signal, input }: Asking = {},
): AsyncIterable<TaskEvent[Task]> {
  const adapters = provider.open(contract.env(url, KEY), {
    fetch: (address, init) => fetch(address, init),
    limits: GATEWAY_LIMITS,
  });
  const adapter = adapters[task] as (call: object) => AsyncIterable<TaskEvent[Task]>;
  return adapter({ model: answers.model, input: input ?? answers.input, signal });
}

async function failureOf(events: AsyncIterable<unknown>): Promise<AppError> {
  try {
    for await (const _ of events);
  } catch (thrown) {
    const error = thrown as AppError;
    expect(error.name, String(error)).toBe("AppError");
    expect(inspect(error, { depth: 9 })).not.toMatch(WHAT_THEY_WROTE);
    return error;
  }
  throw new Error("It did not fail.");
}

const play = ({ body, contentType }: DocumentedAnswer, size = 1_000_000): void =>
  upstream.play(inPieces(body, contentType, size));

/** The first half of a body, which ends in the middle of an event or a value. */
const half = (body: string | Uint8Array): Uint8Array =>
  Buffer.from(body).subarray(0, Math.floor(Buffer.from(body).length / 2));

/** One task of one provider; the Responses API is one more of OpenAI's. */
interface Row {
  readonly name: string;
  readonly provider: Provider;
  readonly contract: ProviderContract;
  readonly task: Task;
  readonly answers: TaskContract<Task>;
}

const ROWS: readonly Row[] = PROVIDERS.flatMap((provider) => {
  const contract = contractOf(provider);
  return contract === undefined ? [] : rowsOf(provider, contract);
});

function rowsOf(provider: Provider, contract: ProviderContract): readonly Row[] {
  const rows = Object.entries(contract.tasks).map(([task, answers]) => ({
    name: `${provider.name} ${task}`,
    provider,
    contract,
    task: task as Task,
    answers: answers as TaskContract<Task>,
  }));
  if (provider.name !== "openai") return rows;
  const responses = { ...contract, tasks: { text: RESPONSES } };
  const task = "text" as const;
  return [
    ...rows,
    { name: "openai responses", provider, contract: responses, task, answers: RESPONSES },
  ];
}

const STREAMING = ROWS.filter(({ answers }) => answers.streams);
const FORMS = ROWS.flatMap((row) =>
  Object.entries(row.answers.cases ?? {}).map(([form, one]) => ({ ...row, form, one })),
);
const BREAKING = ROWS.flatMap((row) => {
  const { failing: breaks } = row.answers;
  return breaks === undefined ? [] : [{ ...row, breaks }];
});
/** Sound has no end of its own: half of it is as good as the whole. */
const ENDING = ROWS.filter(({ task }) => task !== "text-to-speech");

describe("the registry", () => {
  it.each(PROVIDERS)("P1: $name has a fixture and an adapter for its tasks alone", (provider) => {
    const contract = contractOf(provider);
    const tasks = Object.keys(provider.tasks).toSorted();
    expect(Object.keys(contract?.tasks ?? {}).toSorted()).toEqual(tasks);
    const opened = provider.open(contract?.env(upstream.url, KEY) ?? {}, {
      fetch,
      limits: GATEWAY_LIMITS,
    });
    expect(Object.keys(opened).toSorted()).toEqual(tasks);
  });
});

describe.each(ROWS)("$name", (row) => {
  const { provider, contract, task, answers } = row;
  const { answer } = answers;

  it.each([1, 37, 1_000_000])("P2, P11: becomes the events (%i bytes at a time)", async (size) => {
    play(answer, size);
    const before = upstream.requests.length;
    expect(await playedEvents(ask(row))).toEqual(answers.events);
    const [request, ...more] = upstream.requests.slice(before);
    if (request === undefined) throw new Error("Nothing was asked.");
    expect(more).toEqual([]);
    expect([request.method, request.path]).toEqual(["POST", answers.path]);
    const [header, value] = contract.keyHeader;
    expect(request.headers[header]).toBe(value(KEY));
    expect(request.path).not.toContain(KEY);
    answers.check(request);
  });

  it.each([
    [307, "model_failed", false],
    [400, "model_failed", false],
    [401, "model_unavailable", false],
    [403, "model_unavailable", false],
    [404, "model_unavailable", false],
    [408, "rate_limited", true],
    [413, "too_large", false],
    [422, "model_failed", false],
    [500, "model_failed", true],
    [503, "model_failed", true],
    [529, "model_failed", true],
  ])("P4, P11: status %i is %s", async (status, code, retryable) => {
    const location = { location: `${upstream.url}/elsewhere` };
    upstream.play(failing(status, status === 307 ? location : {}));
    const before = upstream.requests.length;
    const error = await failureOf(ask(row));
    expect([error.code, error.retryable, error.provider]).toEqual([code, retryable, provider.name]);
    expect(upstream.requests).toHaveLength(before + 1);
  });

  it("P4: 429 says how long to wait", async () => {
    upstream.play(failing(429, { "retry-after": "7" }));
    const { code, retryAfter } = await failureOf(ask(row));
    expect([code, retryAfter]).toEqual(["rate_limited", 7]);
  });

  it("P5: a connection that breaks", async () => {
    upstream.play((_, response) => {
      response.writeHead(200, { "content-type": answer.contentType, "content-length": 1_000_000 });
      response.write(half(answer.body), () => setImmediate(() => response.destroy()));
    });
    const { code } = await failureOf(ask(row));
    // Where the runtime hasn't seen the headers yet, it is as if there had been no connection.
    expect(["model_failed", "model_unavailable"]).toContain(code);
  });

  it.each([
    ["words", "<html>secret upstream text</html>", "text/html"],
    ["an event that isn't JSON", "data: {secret upstream text\n\n", "text/event-stream"],
    ["JSON of another kind", '{"secret upstream text": [1]}', "application/json"],
    ["nothing", "", "application/json"],
  ])("P6, P11: %s", async (__, body, contentType) => {
    // Sound may be anything, as long as it isn't named as something else.
    play({ body, contentType: task === "text-to-speech" ? "text/html" : contentType });
    expect((await failureOf(ask(row))).code).toBe("model_failed");
  });

  it("P8: aborting before the answer", async () => {
    const control = new AbortController();
    let closed = Promise.reject<void>(new Error("Nothing was asked."));
    closed.catch(() => undefined);
    upstream.play((request) => {
      ({ closed } = request);
      control.abort(new Error("The caller left."));
    });
    const asked = collect(ask(row, { signal: control.signal }));
    await expect(asked).rejects.toThrow("The caller left.");
    await expect(closed).resolves.toBeUndefined();
  });

  it("P9: no connection", async () => {
    const asked = ask(row, { url: "http://127.0.0.1:1" });
    expect((await failureOf(asked)).code).toBe("model_unavailable");
  });
});

describe("answers in other forms", () => {
  it.each(FORMS)("P3: $name, $form", async ({ one, ...row }) => {
    play(one.answer, 50);
    expect(await playedEvents(ask(row, { input: one.input }))).toEqual(one.events);
  });
});

describe("answers that end too soon", () => {
  it.each(ENDING)("P5: $name", async (row) => {
    const { answer } = row.answers;
    play({ ...answer, body: half(answer.body) });
    expect((await failureOf(ask(row))).code).toBe("model_failed");
  });

  it.each(BREAKING)("P10, P11: $name, with an error", async ({ breaks, ...row }) => {
    play(breaks);
    expect((await failureOf(ask(row))).code).toBe("model_failed");
  });
});

describe("streams", () => {
  it.each(STREAMING)("P7: $name gives each part when it has come", async (row) => {
    const { answer } = row.answers;
    const bytes = Buffer.from(answer.body);
    const cut = Math.floor(bytes.length * PART);
    let goOn = (): void => undefined;
    upstream.play((_, response) => {
      response.writeHead(200, { "content-type": answer.contentType });
      // The rest comes when the first part has been read: if it is held back, nothing ever comes.
      goOn = () => response.end(bytes.subarray(cut));
      response.write(bytes.subarray(0, cut));
    });
    let parts = 0;
    for await (const event of ask(row)) {
      if (event.type === "text" || event.type === "audio") parts++;
      if (parts === 1) goOn();
    }
    expect(parts).toBeGreaterThanOrEqual(1);
  });

  it.each(STREAMING.flatMap((row) => ["abort", "leave"].map((way) => ({ ...row, way }))))(
    "P8: $name, $way in the middle",
    async ({ way, ...row }) => {
      const { answer } = row.answers;
      const control = new AbortController();
      let closed = Promise.reject<void>(new Error("Nothing was asked."));
      closed.catch(() => undefined);
      upstream.play((request, response) => {
        ({ closed } = request);
        response.writeHead(200, { "content-type": answer.contentType });
        const bytes = Buffer.from(answer.body);
        response.write(bytes.subarray(0, Math.floor(bytes.length * PART)));
      });
      const left = new Error("The caller left.");
      const reading = (async () => {
        for await (const _ of ask(row, { signal: control.signal })) {
          if (way === "leave") break;
          control.abort(left);
        }
      })();
      await expect(reading.catch((thrown: unknown) => thrown)).resolves.toBe(
        way === "leave" ? undefined : left,
      );
      // What the gateway does when a reader stops.
      control.abort(left);
      await expect(closed).resolves.toBeUndefined();
    },
  );
});

describe("what was logged meanwhile", () => {
  it("P11: holds no key and nothing that a provider wrote", () => {
    expect(inspect(logged, { depth: 9 })).not.toMatch(WHAT_THEY_WROTE);
  });
});
