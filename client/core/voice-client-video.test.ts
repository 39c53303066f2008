import { describe, expect, it } from "vitest";
import { createHarness, settled } from "./testing/harness.ts";
import { VoiceError } from "./voice-error.ts";

async function connected() {
  const h = createHarness();
  await h.client.connect();
  await settled();
  return h;
}

type Connected = Awaited<ReturnType<typeof connected>>;

/** What the server got of pictures, in order: announcements, their bytes, what was taken back. */
function pictures({ server }: Connected): (string | number | undefined)[][] {
  const { messages, frames } = server.socket();
  const bytes = new Map(frames.map(({ position, payload }) => [position, payload[0]]));
  return messages.flatMap((message): (string | number | undefined)[][] => {
    if (message.type === "image")
      return [[message.live, message.number, bytes.get(message.number)]];
    return message.type === "image-remove" ? [["gone", message.number]] : [];
  });
}

const blocked = () =>
  new VoiceError("camera_failed", "Blocked.", { stage: "camera", reason: "blocked" });

describe("a source", () => {
  it("C38: is asked for in the gesture, and its state is told", async () => {
    const h = await connected();
    const started = h.client.startCamera();
    expect(h.camera.calls).toEqual(["start"]);
    expect(h.client.videoState("camera")).toBe("opening");
    await started;
    expect(h.client.videoState("camera")).toBe("on");
    expect(h.client.videoPreview("camera")).toBe("a preview");
    h.client.stopCamera();
    expect(h.client.videoPreview("camera")).toBeUndefined();
    expect(h.heard("videostatechange").map(({ state }) => state)).toEqual(["opening", "on", "off"]);
  });

  it("C38: that is refused is off, and the conversation goes on", async () => {
    const h = await connected();
    h.camera.opens = () => Promise.reject(blocked());
    await expect(h.client.startCamera()).rejects.toMatchObject({ reason: "blocked" });
    expect(h.client.videoState("camera")).toBe("off");
    expect(h.heard("error")).toHaveLength(1);
    expect(h.client.connectionState).toBe("connected");
  });

  it("C38: that the user ends is off, without an error", async () => {
    const h = await connected();
    await h.client.startScreen();
    h.screen.end();
    expect(h.client.videoState("screen")).toBe("off");
    expect(h.heard("error")).toHaveLength(0);
  });

  it("C38: that opens after it was stopped is released", async () => {
    const h = await connected();
    const opening = Promise.withResolvers<void>();
    h.camera.opens = () => opening.promise;
    const started = h.client.startCamera();
    h.client.stopCamera();
    opening.resolve();
    await expect(started).rejects.toMatchObject({ code: "aborted" });
    expect(h.camera.calls.at(-1)).toBe("stop");
    expect(h.client.videoState("camera")).toBe("off");
  });

  it("C38: that this client lacks has a reason", async () => {
    const h = createHarness({ screen: undefined } as never);
    await expect(h.client.startScreen()).rejects.toMatchObject({
      code: "screen_failed",
      reason: "not-supported",
    });
  });
});

describe("pictures", () => {
  it("C39, C40: are sent when something has changed, more often while the user speaks", async () => {
    const h = await connected();
    await h.client.startCamera();
    await settled();
    expect(pictures(h)).toEqual([["camera", 1, 0]]);
    h.camera.sees = 100;
    for (let glance = 0; glance < 5; glance++) await h.pass(500);
    expect(pictures(h)).toHaveLength(1);
    await h.pass(500);
    expect(pictures(h)).toEqual([
      ["camera", 1, 0],
      ["camera", 2, 100],
    ]);
    h.server.socket().send({ type: "speech-start", turn: 1, at: 0 });
    await settled();
    h.camera.sees = 200;
    await h.pass(500);
    expect(pictures(h)).toHaveLength(2);
    await h.pass(500);
    expect(pictures(h).at(-1)).toEqual(["camera", 3, 200]);
    for (let glance = 0; glance < 10; glance++) await h.pass(500);
    expect(pictures(h)).toHaveLength(3);
  });

  it("C40: the last one is taken back by stopping", async () => {
    const h = await connected();
    await h.client.startCamera();
    await h.client.startScreen();
    await settled();
    h.client.stopCamera();
    await settled();
    expect(pictures(h)).toEqual([
      ["camera", 1, 0],
      ["screen", 2, 0],
      ["gone", 1],
    ]);
  });

  it("C41: wait for a source that has shown nothing, and for a connection", async () => {
    const h = await connected();
    h.camera.sees = undefined;
    await h.client.startCamera();
    await h.pass(6_000);
    expect(pictures(h)).toEqual([]);
    h.camera.sees = 7;
    await h.pass(500);
    h.server.socket().close(1006);
    await settled();
    h.camera.sees = 90;
    await h.pass(250);
    expect(h.client.connectionState).toBe("connected");
    await h.pass(500);
    expect(pictures(h)).toEqual([["camera", 2, 90]]);
  });

  it("C41: a connection that ended releases the sources", async () => {
    const h = await connected();
    await h.client.startCamera();
    h.client.disconnect();
    await settled();
    expect(h.camera.calls).toEqual(["start", "stop"]);
    expect(h.client.videoState("camera")).toBe("off");
  });
});
