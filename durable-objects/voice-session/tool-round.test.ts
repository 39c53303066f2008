import { describe, expect, it } from "vitest";
import { createManualClock } from "../../shared/testing/manual-clock.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import { defineTool } from "../../worker/agents/define-tool.ts";
import * as z from "zod";
import { nextFiller } from "./filler.ts";
import { ReplyMemory } from "./reply-memory.ts";
import type { Reply } from "./reply.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ToolDesk } from "./tool-desk.ts";
import { toolRound } from "./tool-round.ts";
import { toolset } from "./toolset.ts";

const CALL = { id: "c1", name: "slow", input: "{}" };

/** A round of one call that is over when the test says so, on the test's own clock. */
function round(more: { hasSpoken?: boolean; readOnly?: boolean; last?: string } = {}) {
  const clock = createManualClock();
  const over = Promise.withResolvers<string>();
  const committed = Promise.withResolvers<void>();
  const agent: AgentDefinition = {
    name: "guide",
    title: "Guide",
    instructions: "Be kind.",
    filler: "One moment.",
    tools: {
      slow: defineTool({
        description: "Takes its time.",
        input: z.object({}),
        readOnly: more.readOnly ?? true,
        run: () => over.promise,
      }),
    },
  };
  const signal = new AbortController().signal;
  const memory = new ReplyMemory("reply", () => undefined, undefined);
  const reply = { signal, committed: committed.promise, note() {}, memory } as unknown as Reply;
  const desk = {
    stopped: signal,
    filler: (fillers: readonly string[]) => nextFiller(fillers, more.last),
  } as unknown as ToolDesk;
  const journal = { written: () => Promise.resolve() };
  const ports = { ...clock, agent, journal } as unknown as SessionPorts;
  const offers = toolset(agent, [], () => "");
  const hasSpoken = more.hasSpoken ?? false;
  const words = toolRound({ calls: [CALL], hasSpoken, reply, desk, ports, offers });
  const said: string[] = [];
  const outcomes = (async () => {
    let step = await words.next();
    for (; step.done !== true; step = await words.next()) said.push(step.value);
    return step.value;
  })();
  return { clock, said, outcomes, end: over.resolve, commit: committed.resolve };
}

/** Lets everything happen that waits for nothing. */
const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));

describe("a filler", () => {
  it("D34: is said when a tool takes long, once", async () => {
    const { clock, said, outcomes, end } = round();
    await settled();
    clock.advance(LIMITS.fillerMs - 1);
    await settled();
    expect(said).toEqual([]);
    clock.advance(5_000);
    await settled();
    end("done");
    expect(await outcomes).toMatchObject([{ output: "done" }]);
    expect(said).toEqual(["One moment."]);
  });

  it.each([
    ["something was said before", { hasSpoken: true }],
    ["it was the last one that was said", { last: "One moment." }],
  ])("D34: is not said where %s", async (_, more) => {
    const { clock, said, outcomes, end } = round(more);
    await settled();
    clock.advance(5_000);
    await settled();
    end("done");
    await outcomes;
    expect(said).toEqual([]);
  });

  it("D34: waits for the commit where the tool does", async () => {
    const { clock, said, outcomes, end, commit } = round({ readOnly: false });
    await settled();
    clock.advance(5_000);
    await settled();
    expect(said).toEqual([]);
    commit();
    await settled();
    clock.advance(LIMITS.fillerMs);
    await settled();
    end("done");
    await outcomes;
    expect(said).toEqual(["One moment."]);
  });

  it("D34: is another one each time", () => {
    const fillers = ["One moment.", "Let me see.", "Just a second."];
    expect(nextFiller(fillers, undefined)).toBe("One moment.");
    expect(nextFiller(fillers, "One moment.")).toBe("Let me see.");
    expect(nextFiller(fillers, "Just a second.")).toBe("One moment.");
    expect(nextFiller(["One moment."], "One moment.")).toBeUndefined();
    expect(nextFiller([], undefined)).toBeUndefined();
  });
});
