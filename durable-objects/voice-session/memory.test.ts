import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { messageText } from "../../shared/protocol/conversation.ts";
import { encodeFrame } from "../../shared/protocol/frame.ts";
import { script, sessionStub, TestClient } from "../testing/test-client.ts";

/** The first bytes of a PNG: enough to be taken for one by its signature. */
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4]);

const isAgent = ({ message }: { message: { role: string } }): boolean =>
  message.role === "assistant";
const isUser = ({ message }: { message: { role: string } }): boolean => message.role === "user";

function show(client: TestClient, number: number, bytes = PNG, announced = bytes.byteLength): void {
  client.send({ type: "image", number, mediaType: "image/png", bytes: announced });
  client.raw(
    encodeFrame({ kind: "image", sequence: 0, turn: 0, position: number, payload: bytes }),
  );
}

async function ask(client: TestClient, text: string): Promise<string> {
  client.send({ type: "text", text });
  return messageText((await client.next("message", isAgent)).message);
}

describe("tools and pictures", () => {
  it("D16: a tool is run and its result goes back to the model", async () => {
    const gateway = await script("ses_d16", {
      async *think(messages) {
        const last = messages.at(-1);
        if (last?.role === "tool") yield `The result: ${last.text}`;
        else yield { tool: "convert_units", input: '{"value":5,"from":"miles","to":"kilometers"}' };
      },
    });
    const client = await TestClient.connect("ses_d16", false);
    expect(await ask(client, "Convert 5 miles.")).toMatch(/8[.,]0/u);
    const tools = client.messages.filter((message) => message.type === "tool");
    expect(tools).toMatchObject([
      { name: "convert_units", state: "input-available" },
      { name: "convert_units", state: "output-available" },
    ]);
    expect(gateway.prompts()).toHaveLength(2);
  });

  it("D16: wrong input and unknown tools are results that the model reads", async () => {
    const inputs = [
      { tool: "convert_units", input: '{"value":"many"}' },
      { tool: "convert_units", input: "not json" },
      { tool: "constructor", input: "{}" },
    ];
    await script("ses_d16b", {
      async *think(messages) {
        const last = messages.at(-1);
        const next = inputs.shift();
        if (next !== undefined) yield next;
        else yield last?.text ?? "";
      },
    });
    const client = await TestClient.connect("ses_d16b", false);
    expect(await ask(client, "Try.")).toContain("no tool named constructor");
    const states = client.messages.flatMap((message) =>
      message.type === "tool" ? [message.state] : [],
    );
    expect(states).toEqual(["output-error", "output-error", "output-error"]);
  });

  it("D17: a picture is described for a model that can't see", async () => {
    const gateway = await script("ses_d17", { see: () => "two cats on a chair" });
    const client = await TestClient.connect("ses_d17", false);
    show(client, 3);
    expect(await client.next("image-seen")).toEqual({
      type: "image-seen",
      number: 3,
      description: "two cats on a chair",
    });
    client.send({ type: "text", text: "What is in this picture?", images: [3] });
    const { message } = await client.next("message", isUser);
    expect(message.parts[0]).toMatchObject({ type: "file", mediaType: "image/png" });
    await client.next("message", isAgent);
    const asked = gateway.prompts().at(-1)?.at(-1);
    expect(asked?.text).toBe(
      "What is in this picture?\n(What the picture shows: two cats on a chair)",
    );
    const file = message.parts[0] as { url: string };
    const response = await sessionStub("ses_d17").fetch(`http://parley.test${file.url}`);
    expect(response.headers.get("Content-Type")).toBe("image/png");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(PNG);
  });

  it("D17: a model that sees gets the picture itself", async () => {
    const gateway = await script("ses_d17b", { sees: true });
    const client = await TestClient.connect("ses_d17b", false);
    show(client, 1);
    expect(await ask(client, "What is it?")).toBe("Hello there.");
    const asked = gateway.prompts().at(-1)?.at(-1);
    expect(asked).toMatchObject({ role: "user", text: "What is it?" });
    expect(asked).toMatchObject({ images: [{ mediaType: "image/png", data: PNG }] });
    expect(gateway.requests.map((request) => request.task)).not.toContain("image-to-text");
  });

  it("D18: what is no picture or not as announced is refused", async () => {
    await script("ses_d18", {});
    const client = await TestClient.connect("ses_d18", false);
    show(client, 1, new Uint8Array([1, 2, 3]));
    expect(await client.next("error")).toMatchObject({ code: "bad_media", field: "mediaType" });
    show(client, 2, PNG, 5);
    expect(await client.next("error")).toMatchObject({ code: "bad_media", field: "bytes" });
    expect(await ask(client, "Still there?")).toBe("Hello there.");
  });
});

describe("memory", () => {
  it("D19: after eviction the conversation goes on", async () => {
    await script("ses_d19", {});
    const first = await TestClient.connect("ses_d19", false);
    await ask(first, "Remember me.");
    await evictDurableObject(sessionStub("ses_d19"));
    const gateway = await script("ses_d19", {});
    first.send({ type: "text", text: "Who am I?" });
    const { turn } = await first.next("reply-start");
    expect(turn).toBe(2);
    await first.next("message", isAgent);
    expect(
      gateway
        .prompts()[0]
        ?.map((message) => message.text)
        .slice(1),
    ).toEqual(["Remember me.", "Hello there.", "Who am I?"]);
    const second = await TestClient.open("ses_d19");
    second.send({ type: "hello", protocol: 1, client: "test/1", plays: false });
    const { history } = await second.next("welcome");
    expect(history.map(messageText)).toEqual([
      "Remember me.",
      "Hello there.",
      "Who am I?",
      "Hello there.",
    ]);
  });

  it("D20: a client that leaves in the middle of a reply loses nothing", async () => {
    const left = Promise.withResolvers<void>();
    await script("ses_d20", {
      async *think() {
        yield "This is the first sentence. ";
        await left.promise;
        yield "And this is the second one.";
      },
    });
    const client = await TestClient.connect("ses_d20");
    client.send({ type: "text", text: "Talk." });
    await client.next("caption");
    client.close();
    left.resolve();
    const history = async (): Promise<string[]> => {
      const response = await sessionStub("ses_d20").fetch(
        "http://parley.test/v1/sessions/x/messages",
      );
      const { messages } = (await response.json()) as {
        messages: Parameters<typeof messageText>[0][];
      };
      return messages.map(messageText);
    };
    await expect
      .poll(history)
      .toEqual(["Talk.", "This is the first sentence. And this is the second one."]);
  });

  it("D29: a client that comes back gets the rest of the reply, from where it was", async () => {
    await script("ses_d29", { speak: () => 240_000 });
    const first = await TestClient.connect("ses_d29");
    first.send({ type: "text", text: "Talk." });
    const { turn, message } = await first.next("reply-start");
    await first.next("state", ({ state }) => state === "speaking");
    first.send({ type: "played", turn, samples: 4_000 });
    first.close();
    await first.end();
    const second = await TestClient.open("ses_d29");
    const had = first.samples(turn);
    second.send({
      type: "hello",
      protocol: 1,
      client: "test/1",
      plays: true,
      resume: { turn, samples: had, played: 6_000 },
    });
    expect((await second.next("welcome")).resuming).toBe(turn);
    expect(await second.next("reply-resume")).toEqual({
      type: "reply-resume",
      turn,
      message,
      from: had,
      captions: [{ text: "Hello there.", from: 0 }],
    });
    await expect.poll(() => second.frames.length).toBeGreaterThan(0);
    expect(second.frames[0]?.position).toBe(had);
    const third = await TestClient.connect("ses_d29");
    const { from } = await third.next("reply-resume");
    expect(from).toBe(6_000);
    await second.end();
  });

  it("D21: DELETE removes everything and closes the socket", async () => {
    await script("ses_d21", {});
    const client = await TestClient.connect("ses_d21", false);
    await ask(client, "Forget me.");
    const url = "http://parley.test/v1/sessions/ses_d21";
    const response = await sessionStub("ses_d21").fetch(url, { method: "DELETE" });
    expect(response.status).toBe(204);
    await client.end();
    const after = await TestClient.open("ses_d21");
    after.send({ type: "hello", protocol: 1, client: "test/1", plays: false });
    expect((await after.next("welcome")).history).toEqual([]);
  });
});
