import { describe, expect, it } from "vitest";
import type { RunRequest } from "../../worker/gateway/run-types.ts";
import { textJob } from "../testing/runner-probe.ts";
import { afterDeath } from "./after-death.ts";
import { newRecord } from "./run-record.ts";

const FINISH = { type: "finish", reason: "stop", usage: {} } as const;
const TEXT = { type: "text", text: "One " } as const;

function outcome(
  said: Parameters<typeof afterDeath>[2],
  request: Partial<RunRequest<"text">> = {},
): ReturnType<typeof afterDeath> {
  const job = textJob("events", request);
  return afterDeath(newRecord("run", job, 0), job, said, {
    hasEvents: said.length > 0,
    revivals: 2,
  });
}

describe("what becomes of a run whose Runner died", () => {
  it("R26: a whole answer needs nothing more, whatever the policy", () => {
    expect(outcome([TEXT, FINISH])).toEqual({ type: "done" });
    expect(outcome([TEXT, FINISH], { options: { onBreak: "error" } })).toEqual({ type: "done" });
  });

  it("R22: prose goes on with what was said; before the first word it begins anew", () => {
    expect(outcome([{ type: "reasoning", text: "Hm." }, TEXT, TEXT])).toMatchObject({
      type: "continue",
      job: { request: { said: "One One " } },
    });
    const anew = outcome([]);
    expect(anew).toMatchObject({ type: "continue" });
    expect(anew).not.toHaveProperty("job.request.said");
  });

  it("R26: JSON and tool calls are not gone on with", () => {
    const input = { messages: [], responseFormat: { type: "json" } } as const;
    expect(outcome([TEXT], { input })).toEqual({ type: "interrupted" });
    const call = { type: "tool-call", call: { id: "1", name: "pay", input: "{}" } } as const;
    expect(outcome([TEXT, call])).toEqual({ type: "interrupted" });
  });

  it("R26: a provider's own events are not gone on with, unless there are none", () => {
    const native = { format: "openai-chat", body: {}, headers: {}, nativeOnly: undefined } as const;
    const job = { ...textJob("openai-chat"), native };
    const record = newRecord("run", job, 0);
    const after = (hasEvents: boolean): unknown =>
      afterDeath(record, job, [], { hasEvents, revivals: 2 });
    expect(after(true)).toEqual({ type: "interrupted" });
    expect(after(false)).toEqual({ type: "continue", job });
  });

  it("M13: one that begins anew doesn't ask the cache again", () => {
    expect(outcome([], { options: { cache: {}, attempts: 1 } })).toMatchObject({
      type: "continue",
      job: { request: { options: { attempts: 1 } } },
    });
    expect(outcome([], { options: { cache: {} } })).not.toHaveProperty("job.request.options.cache");
  });

  it("R26: a job too large to be kept is not gone on with", () => {
    const record = newRecord("run", textJob(), 0);
    const so = { hasEvents: true, revivals: 2 };
    expect(afterDeath(record, undefined, [TEXT], so)).toEqual({ type: "interrupted" });
  });
});
