import { describe, expect, it } from "vitest";
import { createHarness, settled } from "./testing/harness.ts";
import { VoiceError } from "./voice-error.ts";

async function called() {
  const h = createHarness();
  await h.client.startCall();
  await settled();
  return h;
}

const blocked = () =>
  new VoiceError("microphone_failed", "Blocked.", { stage: "microphone", reason: "blocked" });

describe("frames", () => {
  it("C13: are numbered from 0 on each connection", async () => {
    const h = await called();
    for (let frame = 0; frame < 258; frame++) h.input.frame(512);
    await settled();
    const frames = h.server.socket().frames;
    expect(frames.slice(0, 2)).toMatchObject([
      { kind: "microphone", sequence: 0, turn: 0, position: 0 },
      { sequence: 1, position: 512 },
    ]);
    expect(frames.at(-1)).toMatchObject({ sequence: 1, position: 257 * 512 });
  });

  it("C14: of the last 5 s without a connection are sent after the next welcome", async () => {
    const h = await called();
    await h.pass(6_000);
    h.server.mode = "silent";
    h.server.socket().close(1006);
    await settled();
    for (let frame = 0; frame < 200; frame++) {
      h.input.frame(512);
      await h.pass(32);
    }
    h.server.mode = "welcomes";
    for (let second = 0; second < 20 && h.client.connectionState !== "connected"; second++)
      await h.pass(1_000);
    h.input.frame(512);
    await settled();
    const { frames, order } = h.server.socket();
    expect(order.slice(0, 3)).toEqual(["hello", "ping", "microphone"]);
    const kept = frames.slice(0, -1);
    expect(kept.reduce((sum, frame) => sum + frame.payload.length / 2, 0)).toBe(156 * 512);
    expect(Math.max(...kept.map((frame) => frame.payload.length / 2))).toBeLessThanOrEqual(4000);
    expect(kept[0]).toMatchObject({ sequence: 0, position: 0 });
    expect(frames.at(-1)).toMatchObject({ sequence: kept.length, position: 156 * 512 });
  });

  it("C15: stop while muted, and the server knows, also after a reconnect", async () => {
    const h = await called();
    h.client.setMuted(true);
    h.client.setMuted(true);
    h.input.frame();
    await settled();
    const first = h.server.socket();
    expect(first.frames).toHaveLength(0);
    expect(first.messages.slice(1)).toEqual([
      { type: "microphone", state: "open" },
      { type: "microphone", state: "muted" },
    ]);
    await h.pass(6_000);
    first.close(1006);
    await settled();
    await h.pass(250);
    expect(h.server.socket().messages.slice(1)).toEqual([{ type: "microphone", state: "muted" }]);
    h.client.toggleMute();
    h.client.endCall();
    h.input.frame();
    await settled();
    expect(h.server.socket().messages.slice(2)).toEqual([
      { type: "microphone", state: "open" },
      { type: "microphone", state: "closed" },
    ]);
    expect(h.server.socket().frames).toHaveLength(0);
    expect(h.input.calls).toEqual(["start", "unmute", "mute", "unmute", "stop"]);
  });
});

describe("the device", () => {
  it("C16: is asked for synchronously, together with the loudspeaker", () => {
    const h = createHarness();
    void h.client.startCall();
    expect(h.input.calls).toEqual(["start"]);
    expect(h.output.calls).toEqual(["start"]);
    expect(h.client.callState).toBe("opening");
  });

  it("C16: that is refused leaves a connection over which one can type", async () => {
    const h = createHarness();
    h.input.opens = () => Promise.reject(blocked());
    await expect(h.client.startCall()).rejects.toMatchObject({ reason: "blocked" });
    await h.client.connect();
    await settled();
    expect(h.client.callState).toBe("closed");
    expect(h.client.connectionState).toBe("connected");
    expect(h.heard("error")).toHaveLength(1);
    h.client.sendText("hello");
    await settled();
    expect(h.server.socket().messages.slice(1)).toEqual([{ type: "text", text: "hello" }]);
  });

  it("C16: that fails in a call closes the call", async () => {
    const h = await called();
    h.input.fail(blocked());
    await settled();
    expect(h.client.callState).toBe("closed");
    expect(h.client.connectionState).toBe("connected");
    expect(h.server.socket().messages.at(-1)).toEqual({ type: "microphone", state: "closed" });
  });

  it("C17: that opens after the call was ended is released", async () => {
    const h = createHarness();
    const opening = Promise.withResolvers<void>();
    h.input.opens = () => opening.promise;
    const calling = h.client.startCall();
    h.client.endCall();
    opening.resolve();
    await expect(calling).rejects.toMatchObject({ code: "aborted" });
    expect(h.client.callState).toBe("closed");
    expect(h.input.calls.at(-1)).toBe("stop");
  });

  it("C16: a call without a microphone fails with a reason", async () => {
    const h = createHarness({ input: undefined } as never);
    await expect(h.client.startCall()).rejects.toMatchObject({ reason: "not-supported" });
  });
});
