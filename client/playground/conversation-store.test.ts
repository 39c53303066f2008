import { expect, it } from "vitest";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { VoiceError } from "../core/voice-error.ts";
import { FakeClient } from "./__fixtures__/fake-client.ts";
import { ConversationStore } from "./conversation-store.ts";

function picture(name = "cat.png"): File {
  return new File([new Uint8Array([1])], name, { type: "image/png" });
}

function setUp(): { client: FakeClient; store: ConversationStore } {
  const client = new FakeClient();
  return { client, store: new ConversationStore(client) };
}

async function ready(store: ConversationStore, count: number): Promise<void> {
  await expect
    .poll(() => store.images.value.filter((image) => image.state === "ready"))
    .toHaveLength(count);
}

it("P15: pictures go with the next text, and are no longer waiting then", async () => {
  const { client, store } = setUp();
  store.addImages([picture("a.png"), picture("b.png")]);
  await ready(store, 2);
  await store.sendText("What is this?");
  expect(client.calls).toContain("sendText What is this? 1 2");
  expect(store.images.value).toEqual([]);
});

it("P15: pictures that were said with are no longer waiting", async () => {
  const { client, store } = setUp();
  store.addImages([picture()]);
  await ready(store, 1);
  const file = { type: "file" as const, mediaType: "image/jpeg", url: "/x" };
  client.emit("message", {
    message: { id: "m", sequence: 1, role: "user", parts: [file], via: "voice", at: 0 },
  });
  expect(store.images.value).toEqual([]);
});

it("P15: a picture can be taken back, also while it is being prepared", async () => {
  const { client, store } = setUp();
  store.addImages([picture()]);
  await ready(store, 1);
  store.removeImage(1);
  expect(client.calls).toContain("removeImage 1");

  store.addImages([picture()]);
  store.removeImage(2);
  await expect.poll(() => client.calls).toContain("removeImage 2");
  expect(store.images.value).toEqual([]);
});

it("P16: refuses what is no picture", () => {
  const { store } = setUp();
  store.addImages([new File(["text"], "notes.txt", { type: "text/plain" })]);
  expect(store.images.value).toEqual([]);
  expect(store.view.value.error?.code).toBe("unsupported");
});

it("P16: refuses more pictures than a message carries", () => {
  const { store } = setUp();
  store.addImages(Array.from({ length: LIMITS.pendingImages + 1 }, () => picture()));
  expect(store.images.value).toHaveLength(LIMITS.pendingImages);
  expect(store.view.value.error?.message).toContain(String(LIMITS.pendingImages));
});

it("P19: says that a text was not sent", async () => {
  const { client, store } = setUp();
  client.connectionState = "failed";
  client.failure = new VoiceError("connection_failed", "No.", { stage: "connection" });
  await expect(store.sendText("Hello")).resolves.toBe(false);
  expect(store.view.value.error?.code).toBe("connection_failed");
  expect(client.calls).not.toContain("sendText Hello");
});

it("P20: cancelling is no error", async () => {
  const { client, store } = setUp();
  client.failure = new VoiceError("aborted", "The call was ended.", { stage: "microphone" });
  store.toggleCall();
  await expect.poll(() => client.failure).toBeUndefined();
  expect(store.view.value.error).toBeUndefined();
});

it("P24: what a tool asks is shown until it is answered", () => {
  const { client, store } = setUp();
  const approval = { turn: 1, toolCallId: "a1", name: "order", input: {}, timeoutMs: 60_000 };
  client.approvals = [approval];
  client.emit("toolapproval", { approvals: client.approvals });
  expect(store.view.value.approvals).toEqual([approval]);
  store.approve("a1", true);
  expect(client.calls).toContain("approve a1 true");
  expect(store.view.value.approvals).toEqual([]);
});

it("P26: another agent is known at once", () => {
  const { client, store } = setUp();
  const previous = client.agent!;
  const agent = { name: "clerk", title: "The clerk", tools: [] };
  client.agent = agent;
  client.emit("agentchange", { agent, previous });
  expect(store.view.value.agent).toEqual(agent);
});

it("P28: the camera and the screen are shown and stopped; what fails is told by the client", async () => {
  const { client, store } = setUp();
  store.toggleVideo("camera");
  expect(store.view.value.video).toEqual({ camera: "on", screen: "off" });
  store.toggleVideo("screen");
  store.toggleVideo("camera");
  expect(client.calls).toEqual(["startCamera", "startScreen", "stopCamera"]);
  client.failure = new VoiceError("camera_failed", "Blocked.", { stage: "camera" });
  store.toggleVideo("camera");
  await Promise.resolve();
  expect(store.view.value.error).toBeUndefined();
});

it("P28: live pictures leave alone those that wait for the next message", async () => {
  const { client, store } = setUp();
  store.addImages([picture()]);
  await ready(store, 1);
  const part = { type: "file", mediaType: "image/jpeg", url: "/x", live: "camera" } as const;
  const said = { id: "u1", sequence: 1, role: "user", via: "voice", at: 0, parts: [part] } as const;
  client.emit("message", { message: { ...said, parts: [...said.parts] } });
  expect(store.images.value).toHaveLength(1);
});
