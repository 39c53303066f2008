import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { GatewayOptions } from "../../worker/gateway/gateway.ts";
import { createGateway } from "../../worker/gateway/gateway.ts";
import type { GuardDefinition } from "../../worker/gateway/guards-of.ts";
import { newRunId } from "../../worker/gateway/run-id.ts";
import { createRunnerClient } from "../../worker/gateway/runner-client.ts";
import { EventReader, newScope, runnerStub, textJob } from "../testing/runner-probe.ts";
import type { Runner } from "./runner.ts";
import { RUNNER_LIMITS } from "./runner-limits.ts";

const client = createRunnerClient(env);
const NATIVE = {
  format: "openai-chat",
  body: { messages: [{ role: "user", content: "hi" }], stream: true, logprobs: true },
  headers: {},
  nativeOnly: "logprobs",
} as const;

const EVENTS = [
  'data: {"id":"own","choices":[{"index":0,"delta":{"role":"assistant","content":"☃ "}}],"x":1}\r\n\r\n',
  ": a comment\n\n",
  'data: {"id":"own","choices":[{"index":0,"delta":{"content":"two"},"finish_reason":"stop"}]}\n\n',
  'data: {"id":"own","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}\n\n',
  "data: [DONE]\n\n",
];

/** A provider that answers in pieces of `size` bytes. */
class Provider {
  readonly bodies: unknown[] = [];
  readonly #answer: () => Response;

  constructor(answer: () => Response) {
    this.#answer = answer;
  }

  static streams(text: string, size: number): Provider {
    return new Provider(() => {
      const bytes = new TextEncoder().encode(text);
      let at = 0;
      const body = new ReadableStream({
        type: "bytes",
        pull(controller) {
          if (at >= bytes.length) {
            controller.close();
            controller.byobRequest?.respond(0);
          } else controller.enqueue(bytes.slice(at, (at += size)));
        },
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    });
  }

  readonly fetch = (_url: string, init: RequestInit): Promise<Response> => {
    this.bodies.push(JSON.parse(init.body as string));
    return Promise.resolve(this.#answer());
  };
}

/** Gives an object the real gateway, in front of a provider. */
async function begin(
  provider: Provider,
  how: {
    nativeOnly?: string | undefined;
    onBreak?: "continue";
    guard?: GuardDefinition;
  } = {},
) {
  const runId = newRunId(newScope());
  const variables = { OPENAI_API_KEY: "sk-upstream", OPENAI_BASE_URL: "https://upstream.test/v1" };
  await runInDurableObject(runnerStub(runId), (instance: Runner) => {
    Object.assign(instance, {
      limits: { ...RUNNER_LIMITS, lookMs: 0 },
      callUpstream: provider.fetch,
      createGateway: (options: GatewayOptions) =>
        createGateway(variables, {
          ...options,
          fetch: provider.fetch,
          ...(how.guard === undefined ? {} : { guards: [how.guard] }),
        }),
    });
  });
  const options = {
    ...(how.onBreak === undefined ? {} : { onBreak: how.onBreak }),
    ...(how.guard === undefined ? {} : { guards: [how.guard.name] }),
  };
  const asked = {
    ...textJob("openai-chat", { model: "openai/gpt-4.1", options }),
    native: { ...NATIVE, ...("nativeOnly" in how ? { nativeOnly: how.nativeOnly } : {}) },
  };
  return { runId, started: client.start(asked, { runId }) };
}

describe("a journalled run on the native lane", () => {
  it.each([1, 7, 10_000])(
    "R15: the provider's own bytes are kept, in pieces of %i",
    async (size) => {
      const provider = Provider.streams(EVENTS.join(""), size);
      const { runId, started } = await begin(provider);
      expect(await new Response((await started).stream).text()).toBe(EVENTS.join(""));
      expect(provider.bodies).toMatchObject([{ model: "gpt-4.1", logprobs: true }]);
      for (const from of EVENTS.keys()) {
        const again = await new Response(await client.resume(runId, from)).text();
        expect(again).toBe(EVENTS.slice(from).join(""));
      }
      expect(await client.state(runId)).toMatchObject({
        state: "done",
        model: "openai/gpt-4.1",
        usage: { inputTokens: 7, outputTokens: 2 },
        attempts: [{ status: "ok", provider: "openai" }],
      });
      expect(provider.bodies).toHaveLength(1);
    },
  );

  it("R15: a stream that breaks ends with the format's error, and is not gone on with", async () => {
    const provider = Provider.streams(EVENTS.slice(0, 2).join(""), 1000);
    const { runId, started } = await begin(provider);
    const events = await new EventReader((await started).stream).rest();
    expect(events.at(-1)).toContain('data: {"error":{');
    expect(events.at(-1)).toContain('"code":"model_failed"');
    expect(await client.state(runId)).toMatchObject({ state: "failed" });
    expect(provider.bodies).toHaveLength(1);
  });

  it("R15: with the policy continue the engine reads and writes the answer itself", async () => {
    const provider = Provider.streams(EVENTS.join(""), 1000);
    const { started } = await begin(provider, { nativeOnly: undefined, onBreak: "continue" });
    const text = await new Response((await started).stream).text();
    expect(text).toMatch(/^data: \{"id":"chatcmpl-/);
    expect(text).toContain("☃");
  });

  it("R15: what only the provider's format carries is refused then", async () => {
    const { started } = await begin(Provider.streams("", 1), { onBreak: "continue" });
    await expect(started).rejects.toMatchObject({ code: "unsupported", field: "logprobs" });
  });

  it("H10: a guarded run is read, once, and replayed as it was journalled", async () => {
    const seen: string[] = [];
    const guard: GuardDefinition = {
      name: "counted",
      says: "Counts what it sees.",
      open: () => ({
        before(request) {
          seen.push("before");
          return request;
        },
        rewrite(sentence) {
          seen.push(sentence);
          return sentence.toUpperCase();
        },
      }),
    };
    const provider = Provider.streams(EVENTS.join(""), 1000);
    const { runId, started } = await begin(provider, { nativeOnly: undefined, guard });
    const text = await new Response((await started).stream).text();
    expect(text).toContain("☃ TWO");
    expect(await new Response(await client.resume(runId, 0)).text()).toBe(text);
    expect(seen).toEqual(["before", "☃ two"]);
    expect(await client.state(runId)).toMatchObject({ state: "done" });
  });

  it("H10: what only the provider's format carries is refused then", async () => {
    const guard: GuardDefinition = { name: "any", says: "Nothing.", open: () => ({}) };
    const { started } = await begin(Provider.streams("", 1), { guard });
    await expect(started).rejects.toMatchObject({ code: "unsupported", field: "logprobs" });
  });

  it("R2: a refusal is the caller's own error, with what was tried", async () => {
    const provider = new Provider(() =>
      Response.json({ error: { message: "No." } }, { status: 400 }),
    );
    const { started } = await begin(provider);
    await expect(started).rejects.toMatchObject({
      code: "bad_input",
      attempts: [{ model: "openai/gpt-4.1", kind: "first", code: "bad_input" }],
    });
  });
});
