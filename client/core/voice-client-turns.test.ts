import { describe, expect, it } from "vitest";
import { GATE_TIMES } from "./microphone-gate.ts";
import { createHarness, settled } from "./testing/harness.ts";
import type { Harness } from "./testing/harness.ts";

/** Full scale is 32,767. */
const LOUD = 8_000;
const FRAME_MS = 32;

async function called(turns: "automatic" | "manual" = "automatic"): Promise<Harness> {
  const h = createHarness({ turns });
  await h.client.startCall();
  await h.pass(6_000);
  return h;
}

async function hear(h: Harness, frames: number, value = 0): Promise<void> {
  for (let frame = 0; frame < frames; frame++) {
    await h.pass(FRAME_MS);
    h.input.frame(512, value);
  }
  await settled();
}

const samples = (h: Harness): number =>
  h.server.socket().frames.reduce((sum, { payload }) => sum + payload.length / 2, 0);
/** What came after the microphone was opened. */
const order = (h: Harness): string[] =>
  h.server.socket().order.filter((entry) => !["hello", "ping", "microphone"].includes(entry));
const turns = (h: Harness): unknown[] =>
  h.server.socket().messages.flatMap((one) => (one.type === "turn" ? [one.action] : []));

async function breakConnection(h: Harness): Promise<void> {
  h.server.socket().close(1006);
  await settled();
}

describe("manual turns", () => {
  it("C42: sound goes out between begin and end only, and begins 200 ms before", async () => {
    const h = await called("manual");
    expect(h.server.socket().messages[0]).toMatchObject({ type: "hello", turns: "manual" });
    await hear(h, 20);
    expect(samples(h)).toBe(0);
    h.client.beginTurn();
    await settled();
    const before = Math.floor(GATE_TIMES.preRollMs / FRAME_MS);
    expect(samples(h)).toBe(before * 512);
    expect(order(h)[0]).toBe("turn");
    await hear(h, 5);
    h.client.endTurn();
    await hear(h, 5);
    expect(samples(h)).toBe((before + 5) * 512);
    expect(order(h).at(-1)).toBe("turn");
    expect(turns(h)).toEqual(["begin", "end"]);
    const held = h.heard("turnholdchange").map((event) => event.held);
    expect(held).toEqual([true, false]);
    const positions = h.server.socket().frames.map(({ position }) => position);
    expect(positions).toEqual(positions.map((_, index) => index * 512));
  });

  it("C42: the agent falls silent at once, and the server knows why before it hears how far", async () => {
    const h = await called("manual");
    h.server.socket().send({ type: "reply-start", turn: 1, message: "a1" });
    h.server.socket().sendReply(1, 0, 2_400);
    await settled();
    h.output.play(1, 1_000);
    h.client.beginTurn();
    h.output.tell(1, "over");
    await settled();
    expect(h.output.calls).toContain("flush 1");
    const after = order(h);
    expect(after.indexOf("turn")).toBeLessThan(after.lastIndexOf("played"));
  });

  it("C42: a turn is taken back, begins once, and only in an open call", async () => {
    const h = await called("manual");
    h.client.beginTurn();
    h.client.beginTurn();
    h.client.cancelTurn();
    h.client.endTurn();
    h.client.setMuted(true);
    h.client.beginTurn();
    await settled();
    expect(turns(h)).toEqual(["begin", "cancel"]);
  });

  it("C42: may be chosen at any moment; a change ends what is held", async () => {
    const h = await called();
    await hear(h, 2);
    expect(samples(h)).toBe(2 * 512);
    h.client.setTurns("manual");
    await hear(h, 20);
    expect(samples(h)).toBe(2 * 512);
    h.client.beginTurn();
    h.client.setTurns("automatic");
    await hear(h, 1);
    expect(order(h).slice(-3)).toEqual(["turn", "turns", "frame:microphone"]);
    expect(h.client.turns).toBe("automatic");
  });

  it("C43: what is held when the connection breaks goes on", async () => {
    const h = await called("manual");
    h.client.beginTurn();
    await breakConnection(h);
    await hear(h, 3);
    await h.pass(250);
    await hear(h, 2);
    expect(order(h).slice(0, 2)).toEqual(["turn", "frame:microphone"]);
    expect(samples(h)).toBe(5 * 512);
    expect(h.client.isTurnHeld).toBe(true);
  });

  it("C43: what ended meanwhile is told whole, what was taken back is told as such", async () => {
    const h = await called("manual");
    h.client.beginTurn();
    await breakConnection(h);
    await hear(h, 3);
    h.client.endTurn();
    await h.pass(250);
    expect(order(h)).toEqual(["turn", "frame:microphone", "turn"]);
    expect(turns(h)).toEqual(["begin", "end"]);
    await h.pass(6_000);
    await breakConnection(h);
    h.client.beginTurn();
    await hear(h, 3);
    h.client.cancelTurn();
    await h.pass(250);
    expect(order(h)).toEqual(["turn"]);
    expect(turns(h)).toEqual(["cancel"]);
  });

  it("C43: ends with the call", async () => {
    const h = await called("manual");
    h.client.beginTurn();
    h.client.endCall();
    expect(h.client.isTurnHeld).toBe(false);
  });
});

describe("somebody who is away", () => {
  async function away(): Promise<Harness> {
    const h = await called();
    await hear(h, 1);
    h.server.socket().send({ type: "presence", state: "away" });
    await settled();
    expect(h.client.presence).toBe("away");
    return h;
  }

  it("C44: is not heard, until a voice is; the second before it comes along", async () => {
    const h = await away();
    await hear(h, 100);
    expect(samples(h)).toBe(512);
    expect(h.input.calls).not.toContain("stop");
    await hear(h, 3, LOUD);
    const kept = Math.floor(GATE_TIMES.lastMs / FRAME_MS);
    expect(samples(h)).toBe((1 + kept) * 512);
    await hear(h, 2, LOUD);
    expect(samples(h)).toBe((3 + kept) * 512);
    h.server.socket().send({ type: "presence", state: "here" });
    await settled();
    await hear(h, 1);
    expect(samples(h)).toBe((4 + kept) * 512);
  });

  it("C45: is not heard again when the server heard no voice", async () => {
    const h = await away();
    await hear(h, 100);
    await hear(h, 3, LOUD);
    await hear(h, Math.ceil(GATE_TIMES.knockMs / FRAME_MS));
    const sent = samples(h);
    await hear(h, 50);
    expect(samples(h)).toBe(sent);
  });

  it("C45: may say so, which the server takes for a microphone that opens", async () => {
    const h = await away();
    h.client.stay();
    await hear(h, 1);
    const states = h.server
      .socket()
      .messages.flatMap((one) => (one.type === "microphone" ? [one.state] : []));
    expect(states).toEqual(["open", "closed", "open"]);
    expect(samples(h)).toBe(2 * 512);
  });

  it("C45: is here after a new welcome", async () => {
    const h = await away();
    await breakConnection(h);
    await h.pass(250);
    await hear(h, 1);
    expect(h.client.presence).toBe("here");
    expect(samples(h)).toBe(512);
  });

  it("C46: ends the call and the connection without an error", async () => {
    const h = await away();
    const socket = h.server.socket();
    socket.send({ type: "ended", reason: "idle" });
    await settled();
    socket.close(4408);
    await settled();
    expect(h.heard("ended")).toEqual([{ reason: "idle" }]);
    expect(h.client.connectionState).toBe("disconnected");
    expect(h.client.callState).toBe("closed");
    expect(h.input.calls.at(-1)).toBe("stop");
    expect(h.heard("error")).toHaveLength(0);
  });
});
