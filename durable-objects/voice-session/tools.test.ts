import { describe, expect, it } from "vitest";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { messageText } from "../../shared/protocol/conversation.ts";
import { TestClient } from "../testing/test-client.ts";
import { begun, held, isAgent, kill, quick, reply, session } from "../testing/tool-session.ts";

describe("calls", () => {
  it("D31: read-only calls run at once, and their results are in order", async () => {
    const one = held({ readOnly: true });
    const two = held({ readOnly: true });
    await session("ses_d31", { one: one.tool, two: two.tool }, { calls: ["one", "two"] });
    const client = await TestClient.connect("ses_d31", false);
    client.send({ type: "text", text: "Go." });
    await begun(one);
    await begun(two);
    two.end("second");
    one.end("first");
    expect((await reply(client)).text).toBe("I read: first and second");
  });

  it("D31: where one may change something they run in their order", async () => {
    const one = held();
    const two = held({ readOnly: true });
    await session("ses_d31b", { one: one.tool, two: two.tool }, { calls: ["one", "two"] });
    const client = await TestClient.connect("ses_d31b", false);
    client.send({ type: "text", text: "Go." });
    await begun(one);
    expect(two.runs()).toBe(0);
    one.end("first");
    await begun(two);
    two.end("second");
    expect((await reply(client)).text).toBe("I read: first and second");
  });

  it("D31: after the last round no call is made", async () => {
    let rounds = 0;
    const gateway = await session(
      "ses_d31c",
      { one: quick("once more") },
      {
        calls: [],
        async *think() {
          rounds++;
          yield `Round ${rounds}. `;
          yield { tool: "one", input: "{}" };
        },
      },
    );
    const client = await TestClient.connect("ses_d31c", false);
    client.send({ type: "text", text: "Go." });
    const { tools } = await reply(client);
    expect(rounds).toBe(LIMITS.toolRounds + 1);
    expect(tools).toHaveLength(LIMITS.toolRounds);
    expect(gateway.prompts()).toHaveLength(rounds);
  });

  it("D32: what has begun is finished once, and history gets its outcome", async () => {
    const order = held();
    const gateway = await session("ses_d32", { order: order.tool }, { calls: ["order"] });
    const client = await TestClient.connect("ses_d32", false);
    client.send({ type: "text", text: "Go." });
    await begun(order);
    client.send({ type: "interrupt" });
    const stopped = await client.next("message", isAgent);
    expect(stopped.message).toMatchObject({
      interrupted: true,
      parts: [{ type: "tool", name: "order", state: "input-available" }],
    });
    expect(order.signal()?.aborted).toBe(false);
    client.send({ type: "text", text: "And now?" });
    await client.next("message", isAgent);
    const unfinished = gateway.prompts().at(-1);
    expect(unfinished?.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "tool",
      "user",
    ]);
    expect(unfinished?.[3]?.text).toContain("not finished yet");
    order.end("Ordered.");
    const { message } = await client.next("message", ({ message: { id } }) => {
      return id === stopped.message.id;
    });
    expect(message.parts).toMatchObject([{ state: "output-available", output: "Ordered." }]);
    client.send({ type: "text", text: "Was it done?" });
    await client.next("message", isAgent);
    expect(gateway.prompts().at(-1)?.[3]?.text).toBe("Ordered.");
    expect(order.runs()).toBe(1);
  });

  it("D32: a crash leaves what had begun in history", async () => {
    const order = held();
    await session("ses_d32b", { order: order.tool }, { calls: ["order"] });
    const client = await TestClient.connect("ses_d32b", false);
    client.send({ type: "text", text: "Go." });
    await begun(order);
    await kill("ses_d32b");
    const gateway = await session("ses_d32b", { order: order.tool }, { calls: ["order"] });
    const second = await TestClient.connect("ses_d32b", false);
    second.send({ type: "text", text: "Was it done?" });
    await second.next("message", ({ message }) => messageText(message) === "All right.");
    expect(gateway.prompts().at(-1)?.[3]).toMatchObject({
      role: "tool",
      text: expect.stringMatching(/not (finished yet|known)/),
    });
    expect(order.runs()).toBe(1);
  });

  it("D33: a read-only tool is aborted with its reply", async () => {
    const search = held({ readOnly: true });
    await session("ses_d33", { search: search.tool }, { calls: ["search"] });
    const client = await TestClient.connect("ses_d33", false);
    client.send({ type: "text", text: "Go." });
    await begun(search);
    client.send({ type: "interrupt" });
    await expect.poll(() => search.signal()?.aborted).toBe(true);
    const { message } = await client.next("message", ({ message: { parts } }) =>
      parts.some((part) => part.type === "tool" && part.state === "output-error"),
    );
    expect(message.parts).toMatchObject([{ output: expect.stringContaining("stopped") }]);
  });
});

describe("fillers", () => {
  it("D34: are said while a tool takes long, as any other words", async () => {
    const slow = held({ filler: "One moment, please." });
    const gateway = await session("ses_d34", { slow: slow.tool }, { calls: ["slow"] });
    const client = await TestClient.connect("ses_d34", false);
    client.send({ type: "text", text: "Go." });
    await client.next("caption", ({ text }) => text === "One moment, please.");
    slow.end("done");
    expect((await reply(client)).text).toBe("One moment, please. I read: done");
    expect(gateway.prompts().at(-1)?.at(-2)).toMatchObject({ text: "One moment, please." });
  });
});

describe("tools in the background", () => {
  const background = { background: true };

  it("D37: are answered at once, and their result comes as news", async () => {
    const report = held(background);
    const gateway = await session("ses_d37", { report: report.tool }, { calls: ["report"] });
    const client = await TestClient.connect("ses_d37", false);
    client.send({ type: "text", text: "Go." });
    expect((await reply(client)).text).toContain("I read: It is under way");
    client.send({ type: "text", text: "Something else." });
    expect((await reply(client)).text).toBe("All right.");
    report.end("It is raining.");
    const news = await reply(client);
    expect(news.text).toBe("I read: It is raining.");
    expect(news.tools).toMatchObject([{ name: "report", output: "It is raining." }]);
    const prompt = gateway.prompts().at(-1) ?? [];
    expect(prompt.at(-2)).toMatchObject({ role: "assistant", toolCalls: [{ name: "report" }] });
    expect(prompt.at(-1)).toMatchObject({ role: "tool", text: "It is raining." });
  });

  it("D38: there are four at most", async () => {
    const tools = Array.from({ length: 5 }, () => held(background));
    const named = Object.fromEntries(tools.map(({ tool }, index) => [`t${index}`, tool]));
    await session("ses_d38", named, { calls: Object.keys(named) });
    const client = await TestClient.connect("ses_d38", false);
    client.send({ type: "text", text: "Go." });
    const { tools: parts } = await reply(client);
    expect(parts.map(({ state }) => state)).toEqual([
      ...Array.from({ length: 4 }, () => "output-available"),
      "output-error",
    ]);
    expect(tools.map(({ runs }) => runs())).toEqual([1, 1, 1, 1, 0]);
  });

  it("D38: after eviction it is told that they were broken off", async () => {
    const report = held(background);
    await session("ses_d38b", { report: report.tool }, { calls: ["report"] });
    const client = await TestClient.connect("ses_d38b", false);
    client.send({ type: "text", text: "Go." });
    await reply(client);
    await kill("ses_d38b");
    await session("ses_d38b", { report: report.tool }, { calls: [] });
    const second = await TestClient.connect("ses_d38b", false);
    const { text, tools } = await reply(second);
    expect(text).toMatch(/^I read: It was broken off/);
    expect(tools).toMatchObject([{ name: "report", state: "output-error" }]);
    await kill("ses_d38b");
    const gateway = await session("ses_d38b", { report: report.tool }, { calls: [] });
    const third = await TestClient.connect("ses_d38b", false);
    third.send({ type: "text", text: "Hello." });
    expect((await reply(third)).text).toBe("All right.");
    expect(gateway.prompts()).toHaveLength(1);
  });
});
