import { describe, expect, it } from "vitest";
import { encodeFrame } from "../../shared/protocol/frame.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import type { PromptMessage, RunRequest, Task } from "../../worker/gateway/run-types.ts";
import type { Script, ScriptedGateway } from "../testing/scripted-gateway.ts";
import { cast, script, TestClient } from "../testing/test-client.ts";

/** About 75 tokens. */
const LONG = "I tell you something that takes a while to say. ".repeat(6);

const AGENT: AgentDefinition = {
  name: "assistant",
  title: "Assistant",
  instructions: "Be kind.",
  maxTokens: 100,
  // 500 tokens of prompt: five or six turns of LONG.
  context: { tokens: 600, summaries: true },
};

async function session(id: string, more: Partial<AgentDefinition> = {}, steps: Script = {}) {
  await cast(id, [{ ...AGENT, ...more }]);
  const gateway = await script(id, {
    async *think(messages) {
      yield isSummary(messages) ? "They have told a lot." : "I see.";
    },
    ...steps,
  });
  return { gateway, client: await TestClient.connect(id, false) };
}

function isSummary(messages: readonly PromptMessage[]): boolean {
  return messages[0]?.text.startsWith("You keep the notes") === true;
}

function summaries({ requests }: ScriptedGateway): RunRequest<Task>[] {
  return requests.filter(({ metadata }) => metadata?.["stage"] === "summarise");
}

/** What the user said, in the last prompt. */
function seen(gateway: ScriptedGateway): string[] {
  const prompts = gateway.prompts().filter((messages) => !isSummary(messages));
  return (prompts.at(-1) ?? []).flatMap(({ role, text }) =>
    role === "user" ? [text.slice(0, 3)] : [],
  );
}

async function tell(client: TestClient, from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number++) {
    const text = `${String(number).padStart(2, "0")}. ${LONG}`;
    client.send({ type: "text", text });
    await client.next("message", ({ message: { role } }) => role === "assistant");
  }
}

describe("a long conversation", () => {
  it("D56: is cut to half when the window is full, and then stays as it is for a while", async () => {
    const { gateway, client } = await session("ses_d56", {
      context: { tokens: 600, summaries: false },
    });
    await tell(client, 1, 6);
    expect(seen(gateway)).toEqual(["01.", "02.", "03.", "04.", "05.", "06."]);
    await tell(client, 7, 7);
    const first = seen(gateway);
    expect(first.length).toBeLessThan(4);
    expect(first.at(-1)).toBe("07.");
    await tell(client, 8, 8);
    expect(seen(gateway)).toEqual([...first, "08."]);
    expect(summaries(gateway)).toEqual([]);
  });

  it("D57, D58: is summarised while nobody speaks, and goes on with the summary", async () => {
    const { gateway, client } = await session("ses_d57");
    await tell(client, 1, 5);
    expect(summaries(gateway)).toEqual([]);
    await expect.poll(() => summaries(gateway).length, { timeout: 5_000 }).toBe(1);
    const [run] = summaries(gateway);
    expect(run?.input).toMatchObject({ maxTokens: LIMITS.summaryTokens });
    expect(run?.metadata).toMatchObject({ agent: "assistant", stage: "summarise" });
    const asked = (run!.input as { messages: PromptMessage[] }).messages[1]?.text;
    expect(asked).toMatch(/^User: 01\. /);
    expect(asked).toContain("\nAgent: I see.");
    await tell(client, 6, 6);
    const shown = seen(gateway);
    expect(shown.length).toBeLessThan(4);
    expect(shown.at(-1)).toBe("06.");
    const prompt = gateway.prompts().at(-1);
    expect(prompt?.[0]?.text).toBe(
      "Be kind.\n\nWhat was said before, in short: They have told a lot.",
    );
  });

  it("D58: a summary under way ends when somebody speaks, and nothing is lost", async () => {
    const signals: AbortSignal[] = [];
    const { gateway, client } = await session(
      "ses_d58",
      {},
      {
        async *think(messages, signal) {
          if (!isSummary(messages)) return yield "I see.";
          signals.push(signal);
          await new Promise((_, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason));
          });
        },
      },
    );
    await tell(client, 1, 5);
    await expect.poll(() => signals.length, { timeout: 5_000 }).toBe(1);
    expect(signals[0]?.aborted).toBe(false);
    client.send({ type: "text", text: "00. Wait." });
    await client.next("message", ({ message: { role } }) => role === "assistant");
    expect(signals[0]?.aborted).toBe(true);
    expect(seen(gateway)).toEqual(["01.", "02.", "03.", "04.", "05.", "00."]);
  });

  it("D59: pictures of long ago are described", async () => {
    const { gateway, client } = await session(
      "ses_d59",
      { context: { tokens: 30_000 } },
      { sees: true, see: () => "two cats" },
    );
    const payload = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]);
    client.send({ type: "image", number: 1, mediaType: "image/png", bytes: payload.byteLength });
    client.raw(encodeFrame({ kind: "image", sequence: 0, turn: 0, position: 1, payload }));
    await tell(client, 1, LIMITS.pictureTurns);
    const before = gateway.prompts().at(-1)?.[1];
    expect(before).toMatchObject({ images: [{ mediaType: "image/png" }] });
    const looked = (): number =>
      gateway.requests.filter(({ task }) => task === "image-to-text").length;
    expect(looked()).toBe(0);
    await expect.poll(looked, { timeout: 5_000 }).toBe(1);
    await tell(client, 5, 5);
    const after = gateway.prompts().at(-1)?.[1];
    expect(after).not.toHaveProperty("images");
    expect(after?.text).toContain("(What the picture shows: two cats)");
  });
});
