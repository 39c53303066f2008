import { describe, expect, it } from "vitest";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { TestClient } from "../testing/test-client.ts";
import { begun, held, quick, reply, session } from "../testing/tool-session.ts";

describe("approvals", () => {
  const asks = { needsApproval: true };

  it("D35: a tool runs once it is allowed; the agent asks for it", async () => {
    const order = held(asks);
    await session("ses_d35", { order: order.tool }, { calls: ["order"] });
    const client = await TestClient.connect("ses_d35", false);
    client.send({ type: "text", text: "Go." });
    const { toolCallId, name, timeoutMs } = await client.next("tool-approval-request");
    expect([name, timeoutMs]).toEqual(["order", LIMITS.approvalMs]);
    await client.next("caption", ({ text }) => text === "Please confirm that.");
    expect(order.runs()).toBe(0);
    client.send({ type: "tool-approval", toolCallId, approved: true });
    await begun(order);
    order.end("Ordered.");
    expect((await reply(client)).text).toBe("Please confirm that. I read: Ordered.");
  });

  it("D35: a refusal is a result; who needs none is not asked", async () => {
    const order = held({ needsApproval: () => true });
    const free = quick("free", { needsApproval: () => false });
    const broken = quick("broken", {
      needsApproval: () => {
        throw new Error("A bug.");
      },
    });
    const tools = { order: order.tool, free, broken };
    await session("ses_d35b", tools, { calls: ["order", "free", "broken"], before: "I ask. " });
    const client = await TestClient.connect("ses_d35b", false);
    client.send({ type: "text", text: "Go." });
    const first = await client.next("tool-approval-request");
    client.send({ type: "tool-approval", toolCallId: first.toolCallId, approved: false });
    const second = await client.next("tool-approval-request");
    expect(second.name).toBe("broken");
    client.send({ type: "tool-approval", toolCallId: second.toolCallId, approved: true });
    expect((await reply(client)).text).toBe(
      "I ask. I read: The user did not allow it, so it was not done. and free and broken",
    );
    expect(order.runs()).toBe(0);
  });

  it("D36: speaking instead allows nothing", async () => {
    const order = held(asks);
    await session("ses_d36", { order: order.tool }, { calls: ["order"] });
    const client = await TestClient.connect("ses_d36", false);
    client.send({ type: "text", text: "Go." });
    const { toolCallId } = await client.next("tool-approval-request");
    client.send({ type: "text", text: "Wait." });
    const tool = await client.next("tool", ({ state }) => state === "output-error");
    expect(tool).toMatchObject({ toolCallId, output: expect.stringContaining("spoke instead") });
    client.send({ type: "tool-approval", toolCallId, approved: true });
    expect((await reply(client)).text).toBe("All right.");
    expect(order.runs()).toBe(0);
    const again = await TestClient.open("ses_d36");
    again.send({ type: "hello", protocol: 1, client: "test/1", plays: false });
    const { history } = await again.next("welcome");
    expect(history[1]).toMatchObject({
      interrupted: true,
      parts: [
        { type: "tool", state: "output-error", output: expect.stringContaining("spoke instead") },
        { type: "text", text: "Please confirm that." },
      ],
    });
  });

  it("D36: a client that comes back is asked again", async () => {
    const order = held(asks);
    await session("ses_d36b", { order: order.tool }, { calls: ["order"] });
    const first = await TestClient.connect("ses_d36b", false);
    first.send({ type: "text", text: "Go." });
    const asked = await first.next("tool-approval-request");
    first.close();
    await first.end();
    const second = await TestClient.connect("ses_d36b", false);
    expect(await second.next("tool-approval-request")).toEqual(asked);
    second.send({ type: "tool-approval", toolCallId: asked.toolCallId, approved: true });
    await begun(order);
    order.end("Ordered.");
    expect((await reply(second)).text).toContain("Ordered.");
  });
});
