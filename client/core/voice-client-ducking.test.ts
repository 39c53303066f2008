import { describe, expect, it } from "vitest";
import { createHarness, settled, TEXT_ONLY } from "./testing/harness.ts";
import type { Harness } from "./testing/harness.ts";

/** A client in a call that hears a reply of three captions, `played` samples of which were played. */
async function hearing(played: number, options = {}): Promise<Harness> {
  const h = createHarness(options);
  await h.client.startCall();
  const socket = h.server.socket();
  socket.send({ type: "state", state: "speaking", turn: 1 });
  socket.send({ type: "reply-start", turn: 1, message: "m1" });
  socket.send({ type: "caption", turn: 1, text: "One", from: 0 });
  socket.send({ type: "caption", turn: 1, text: "two", from: 2_400 });
  socket.send({ type: "caption", turn: 1, text: "three.", from: 4_800 });
  socket.sendReply(1, 0, 4_800);
  await settled();
  if (played > 0) h.output.play(1, played);
  return h;
}

async function receive(h: Harness, type: "duck" | "unduck" | "flush", turn = 1): Promise<void> {
  h.server.socket().send({ type, turn });
  await settled();
}

const reports = (h: Harness) =>
  h.server.socket().messages.filter((message) => message.type === "played");
const audio = (h: Harness) => h.output.calls.slice(h.output.calls.indexOf("write 1 0+4800") + 1);

describe("ducking", () => {
  it("C31: holds the sound, tells the listeners, and reports the exact sample at once", async () => {
    const h = await hearing(480);
    await receive(h, "duck");
    expect(audio(h)).toEqual(["hold 1"]);
    expect(h.heard("duck")).toEqual([{ turn: 1 }]);
    expect(h.client.isDucked).toBe(true);
    h.output.play(1, 500);
    h.output.play(1, 612);
    expect(reports(h)).toHaveLength(1);
    h.output.tell(1, "held");
    await settled();
    expect(reports(h).slice(1)).toEqual([{ type: "played", turn: 1, samples: 612, ducked: true }]);
  });

  it("C24, C31: while it is held the agent listens, then it speaks again", async () => {
    const h = await hearing(480);
    await receive(h, "duck");
    expect(h.client.agentState).toBe("listening");
    h.output.play(1, 600);
    h.output.tell(1, "held");
    expect(h.client.agentState).toBe("listening");
    await receive(h, "unduck");
    expect(h.client.agentState).toBe("speaking");
    expect(h.heard("agentspeechstop")).toHaveLength(1);
    expect(h.heard("agentspeechstart")).toHaveLength(2);
  });

  it("C31: what comes meanwhile joins the queue, and stays held", async () => {
    const h = await hearing(480);
    await receive(h, "duck");
    await receive(h, "duck");
    h.server.socket().sendReply(1, 4_800, 1_200);
    await settled();
    expect(audio(h)).toEqual(["hold 1", "write 1 4800+1200", "hold 1"]);
    expect(h.heard("duck")).toHaveLength(1);
  });

  it("C25: no caption is shown while it is held; it comes with its sound", async () => {
    const h = await hearing(480);
    await receive(h, "duck");
    h.output.play(1, 2_400);
    h.output.tell(1, "held");
    h.server.socket().send({ type: "caption", turn: 1, text: "Four", from: 7_200 });
    await settled();
    expect(h.client.captions.map(({ text }) => text)).toEqual(["One"]);
    await receive(h, "unduck");
    expect(h.client.captions.map(({ text }) => text)).toEqual(["One", "two"]);
  });

  it("C33: goes on where it was, and ends as if nothing had been", async () => {
    const h = await hearing(480);
    await receive(h, "duck");
    h.output.tell(1, "held");
    h.server.socket().send({ type: "reply-end", turn: 1, samples: 4_800, reason: "complete" });
    await receive(h, "unduck");
    await receive(h, "unduck");
    expect(audio(h)).toEqual(["hold 1", "end 1 4800", "release 1"]);
    expect(h.heard("unduck")).toEqual([{ turn: 1 }]);
    await h.pass(40);
    h.output.play(1, 4_800);
    await settled();
    expect(reports(h).at(-1)).toEqual({ type: "played", turn: 1, samples: 4_800, done: true });
    expect(h.heard("interruption")).toEqual([]);
    expect(h.client.agentState).toBe("listening");
  });

  it("C33: a reply that was held before it was heard is heard after that", async () => {
    const h = await hearing(0);
    await receive(h, "duck");
    h.output.tell(1, "held");
    await receive(h, "unduck");
    expect(h.client.agentState).toBe("thinking");
    h.output.play(1, 240);
    expect(h.client.agentState).toBe("speaking");
  });

  it("C32: of a reply that has not begun holds what will come", async () => {
    const h = createHarness();
    await h.client.startCall();
    h.server.socket().send({ type: "reply-start", turn: 3, message: "m3" });
    await receive(h, "duck", 3);
    expect(reports(h)).toEqual([{ type: "played", turn: 3, samples: 0, ducked: true }]);
    h.server.socket().sendReply(3, 0, 2_400);
    await settled();
    expect(h.output.calls.slice(-2)).toEqual(["write 3 0+2400", "hold 3"]);
  });

  it("C32: of an unknown or finished reply does nothing", async () => {
    const h = await hearing(4_800);
    h.server.socket().send({ type: "reply-end", turn: 1, samples: 4_800, reason: "complete" });
    await settled();
    const [calls, told] = [h.output.calls.length, h.server.socket().messages.length];
    for (const type of ["duck", "unduck", "flush"] as const)
      for (const turn of [1, 9]) await receive(h, type, turn);
    expect(h.output.calls).toHaveLength(calls);
    expect(h.server.socket().messages).toHaveLength(told);
    expect(h.heard("duck")).toEqual([]);
    expect(h.client.agentState).toBe("listening");
  });

  it("C32: whose ramp played the last sample is an end", async () => {
    const h = await hearing(4_700);
    h.server.socket().send({ type: "reply-end", turn: 1, samples: 4_800, reason: "complete" });
    await receive(h, "duck");
    h.output.play(1, 4_800);
    h.output.tell(1, "over");
    await settled();
    expect(reports(h).at(-1)).toEqual({ type: "played", turn: 1, samples: 4_800, done: true });
    expect(h.client.isDucked).toBe(false);
  });

  it("C29: without an output nothing can be held", async () => {
    const h = createHarness(TEXT_ONLY);
    await h.client.startCall();
    h.server.socket().send({ type: "reply-start", turn: 1, message: "m1" });
    await receive(h, "duck");
    await receive(h, "unduck");
    expect(h.client.isDucked).toBe(false);
    expect(reports(h)).toEqual([]);
  });

  it("C12, C28: a held reply can be interrupted, and ends with the connection", async () => {
    const h = await hearing(480);
    await receive(h, "duck");
    h.output.play(1, 612);
    h.output.tell(1, "held");
    h.client.interrupt();
    expect(h.client.isDucked).toBe(false);
    h.output.tell(1, "over");
    await settled();
    expect(h.server.socket().messages.slice(-2)).toEqual([
      { type: "interrupt" },
      { type: "played", turn: 1, samples: 612, done: true },
    ]);
    expect(h.heard("interruption")).toEqual([{ turn: 1, playedMs: 26 }]);
    const other = await hearing(480);
    await receive(other, "duck");
    other.client.disconnect();
    expect(other.client.isDucked).toBe(false);
  });
});

describe("a flush", () => {
  it.each([
    ["audible", 960, false],
    ["held", 960, true],
    ["filling its buffer", 0, false],
    ["held while it fills its buffer", 0, true],
  ])("C34: of a reply that is %s has one last report", async (_, samples, held) => {
    const h = await hearing(samples);
    await receive(h, held ? "duck" : "unduck");
    if (held) h.output.tell(1, "held");
    await receive(h, "flush");
    await receive(h, "flush");
    const before = reports(h).length;
    h.output.tell(1, "over");
    h.output.tell(1, "over");
    await settled();
    expect(reports(h).slice(before)).toEqual([{ type: "played", turn: 1, samples, done: true }]);
    expect(audio(h).filter((call) => call.startsWith("flush"))).toHaveLength(1);
    expect(h.heard("interruption")).toHaveLength(samples > 0 ? 1 : 0);
  });

  it("C34: of a reply without sound is answered at once", async () => {
    const h = createHarness();
    await h.client.connect();
    h.server.socket().send({ type: "reply-start", turn: 1, message: "m1" });
    await receive(h, "flush");
    expect(reports(h)).toEqual([{ type: "played", turn: 1, samples: 0, done: true }]);
  });

  it("C34: is answered also when the loudspeaker can't be started", async () => {
    const h = createHarness();
    h.output.start = () => Promise.reject(new Error("no device"));
    await h.client.connect();
    h.server.socket().send({ type: "reply-start", turn: 1, message: "m1" });
    h.server.socket().sendReply(1, 0, 480);
    await settled();
    await receive(h, "duck");
    await receive(h, "flush");
    expect(reports(h)).toEqual([
      { type: "played", turn: 1, samples: 0, ducked: true },
      { type: "played", turn: 1, samples: 0, done: true },
    ]);
  });
});
