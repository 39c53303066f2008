import { describe, expect, it } from "vitest";
import type { Message } from "../../shared/protocol/conversation.ts";
import { createHarness, settled } from "./testing/harness.ts";

function message(sequence: number, text: string, more: Partial<Message> = {}): Message {
  return {
    id: `m${sequence}`,
    sequence,
    role: "user",
    parts: [{ type: "text", text }],
    via: "voice",
    at: 0,
    ...more,
  };
}

async function connected(options = {}) {
  const h = createHarness(options);
  await h.client.connect();
  await settled();
  return h;
}

describe("messages", () => {
  it("C18: stand in the server's order, and a known id replaces", async () => {
    const h = await connected();
    const answer = message(1, "A long answer.", { role: "assistant" });
    const heard = message(1, "A long", { role: "assistant", interrupted: true });
    h.server
      .socket()
      .send(
        { type: "message", message: message(2, "second") },
        { type: "message", message: answer },
        { type: "message", message: heard },
      );
    await settled();
    expect(h.client.messages).toEqual([heard, message(2, "second")]);
    expect(h.heard("transcript")).toMatchObject([{ text: "second" }]);
    expect(h.heard("agentresponsecorrection")).toEqual([{ message: heard, previous: answer }]);
  });

  it("C18: an answer that is interrupted before its message came is a correction too", async () => {
    const h = await connected();
    const heard = message(1, "A long", { role: "assistant", interrupted: true });
    h.server
      .socket()
      .send({ type: "message", message: heard }, { type: "message", message: heard });
    await settled();
    expect(h.heard("agentresponsecorrection")).toEqual([{ message: heard }]);
  });

  it("C19: interim words are replaced, and go with the user's message", async () => {
    const h = await connected();
    h.server
      .socket()
      .send(
        { type: "speech-start", turn: 2, at: 0 },
        { type: "interim", turn: 2, text: "what" },
        { type: "interim", turn: 1, text: "old" },
        { type: "interim", turn: 2, text: "what time" },
      );
    await settled();
    expect(h.client.interim).toBe("what time");
    h.server.socket().send({ type: "message", message: message(1, "What time is it?") });
    await settled();
    expect(h.client.interim).toBe("");
    expect(h.heard("interimtranscript").map(({ text }) => text)).toEqual(["what", "what time", ""]);
  });

  it("C20: typed while connecting wait for the welcome", async () => {
    const h = createHarness();
    expect(() => h.client.sendText("too early")).toThrow("no connection");
    void h.client.connect();
    h.client.sendText("one");
    h.client.sendText("two", { images: [3] });
    await settled();
    expect(h.server.socket().messages.slice(1)).toEqual([
      { type: "text", text: "one" },
      { type: "text", text: "two", images: [3] },
    ]);
  });

  it("C20: a text that is too long is refused, and an empty one is nothing", async () => {
    const h = await connected();
    expect(() => h.client.sendText("x".repeat(8_001))).toThrow("8000 characters");
    h.client.sendText("  ");
    await settled();
    expect(h.server.socket().messages).toHaveLength(1);
  });

  it("C21: that nobody can read are errors, and the connection stays", async () => {
    const h = await connected();
    h.server.socket().sendText("{");
    h.server.socket().sendText('{"type":"caption"}');
    // A newer server may say more than is known here.
    h.server.socket().sendText('{"type":"news"}');
    h.server.socket().send({
      type: "error",
      code: "model_failed",
      message: "The model failed.",
      retryable: true,
      stage: "think",
    });
    await settled();
    expect(h.heard("error").map(({ code, stage }) => [code, stage])).toEqual([
      ["bad_message", "connection"],
      ["bad_message", "connection"],
      ["model_failed", "think"],
    ]);
    expect(h.client.connectionState).toBe("connected");
  });

  it("C22: history is merged, and only news is told", async () => {
    const h = createHarness();
    const photo = message(2, "look", {
      parts: [{ type: "file", mediaType: "image/jpeg", url: "/v1/sessions/s1/images/7" }],
    });
    h.server.history = [message(1, "hello"), photo];
    await h.client.connect();
    await h.pass(6_000);
    h.server.history = [message(1, "hello"), photo, message(3, "more")];
    h.server.socket().close(1006);
    await settled();
    await h.pass(250);
    expect(h.client.messages.map(({ id }) => id)).toEqual(["m1", "m2", "m3"]);
    expect(h.heard("message").map((event) => event.message.id)).toEqual(["m1", "m2", "m3"]);
    expect(h.heard("transcript")).toEqual([]);
    const number = await h.client.addImage(new Uint8Array([1, 2]), "image/png");
    expect(number).toBe(8);
  });

  it("pictures are announced and followed by their bytes, and can be taken back", async () => {
    const h = await connected();
    const number = await h.client.addImage(new Uint8Array([1, 2, 3]), "image/png");
    h.client.removeImage(number);
    await settled();
    const { messages, frames, order } = h.server.socket();
    expect(order.slice(-3)).toEqual(["image", "frame:image", "image-remove"]);
    expect(messages.slice(1)).toEqual([
      { type: "image", number: 1, mediaType: "image/png", bytes: 3 },
      { type: "image-remove", number: 1 },
    ]);
    expect(frames[0]).toMatchObject({ kind: "image", position: 1 });
    expect([...frames[0]!.payload]).toEqual([1, 2, 3]);
    await expect(h.client.addImage(new Uint8Array(1), "text/plain")).rejects.toMatchObject({
      code: "image_failed",
    });
  });
});

describe("listeners", () => {
  it("may act inside an event: what they do comes after it", async () => {
    const h = createHarness();
    const seen: string[] = [];
    h.client.on("connectionstatechange", ({ state }) => {
      if (state === "connected") h.client.disconnect();
    });
    h.client.on("connectionstatechange", ({ state }) => seen.push(state));
    await expect(h.client.connect()).rejects.toMatchObject({ code: "aborted" });
    await settled();
    expect(seen).toEqual(["connecting", "connected", "disconnecting", "disconnected"]);
  });

  it("hear nothing more once they are removed", async () => {
    const h = createHarness();
    let heard = 0;
    const stop = h.client.on("connectionstatechange", () => heard++);
    stop();
    await h.client.connect();
    expect(heard).toBe(0);
  });
});
