import { describe, expect, it } from "vitest";
import { createHarness, settled } from "./testing/harness.ts";
import type { Harness } from "./testing/harness.ts";

async function replying(turn = 1, options = {}): Promise<Harness> {
  const h = createHarness(options);
  await h.client.startCall().catch(() => {});
  await h.client.connect();
  await settled();
  h.server.socket().send({ type: "state", state: "thinking", turn });
  h.server.socket().send({ type: "reply-start", turn, message: `m${turn}` });
  await settled();
  return h;
}

const playedMessages = (h: Harness) =>
  h.server.socket().messages.filter((message) => message.type === "played");

describe("audio", () => {
  it("C23: of the live reply is played, all else is dropped", async () => {
    const h = await replying(65_537);
    const socket = h.server.socket();
    socket.sendReply(65_537, 0, 240);
    socket.sendReply(9, 0, 240);
    socket.sendReply(65_537, 0, 240);
    socket.sendReply(65_537, 120, 240);
    socket.send({ type: "flush", turn: 65_537 });
    socket.sendReply(65_537, 360, 240);
    await settled();
    expect(h.output.calls).toEqual([
      "start",
      "write 65537 0+240",
      "write 65537 240+120",
      "flush 65537",
    ]);
  });

  it("C24: makes the agent speak when it is heard, and not when it is sent", async () => {
    const h = await replying();
    h.server.socket().send({ type: "state", state: "speaking", turn: 1 });
    h.server.socket().sendReply(1, 0, 2400);
    h.server.socket().send({ type: "reply-end", turn: 1, samples: 2400, reason: "complete" });
    await settled();
    expect(h.client.agentState).toBe("thinking");
    h.output.play(1, 100);
    expect(h.client.agentState).toBe("speaking");
    h.output.play(1, 2400);
    expect(h.client.agentState).toBe("listening");
    expect(h.heard("agentspeechstart")).toEqual([{ turn: 1 }]);
    expect(h.heard("agentspeechstop")).toEqual([{ turn: 1 }]);
    expect(h.heard("agentstatechange").map(({ state }) => state)).toEqual([
      "idle",
      "thinking",
      "speaking",
      "listening",
    ]);
  });

  it("C25: shows captions when their sound begins, and the rest at the end", async () => {
    const h = await replying();
    const socket = h.server.socket();
    socket.sendReply(1, 0, 4800);
    socket.send(
      { type: "caption", turn: 1, text: "One.", from: 0 },
      { type: "caption", turn: 1, text: "Two.", from: 2400 },
      { type: "caption", turn: 1, text: "Silent.", from: 9999 },
    );
    await settled();
    expect(h.client.captions).toEqual([]);
    h.output.play(1, 64);
    expect(h.client.captions.map(({ text }) => text)).toEqual(["One."]);
    h.output.play(1, 2400);
    expect(h.client.captions.map(({ text }) => text)).toEqual(["One.", "Two."]);
    socket.send({ type: "reply-end", turn: 1, samples: 4800, reason: "complete" });
    await settled();
    h.output.play(1, 4800);
    expect(h.heard("caption").at(-1)).toEqual({
      turn: 1,
      message: "m1",
      text: "Silent.",
      from: 9999,
    });
  });

  it("C25: never shows what a flush cut off", async () => {
    const h = await replying();
    h.server.socket().sendReply(1, 0, 4800);
    h.server
      .socket()
      .send(
        { type: "caption", turn: 1, text: "One.", from: 0 },
        { type: "caption", turn: 1, text: "Two.", from: 2400 },
      );
    await settled();
    h.output.play(1, 1200);
    h.server.socket().send({ type: "flush", turn: 1 });
    await settled();
    h.output.tell(1, "over");
    h.output.play(1, 4800);
    expect(h.heard("caption").map(({ text }) => text)).toEqual(["One."]);
    expect(h.heard("interruption")).toEqual([{ turn: 1, playedMs: 50 }]);
  });

  it("C26: is reported every 200 ms, with done at the end", async () => {
    const h = await replying();
    h.server.socket().sendReply(1, 0, 12_000);
    h.server.socket().send({ type: "reply-end", turn: 1, samples: 12_000, reason: "complete" });
    await settled();
    for (let samples = 960; samples <= 12_000; samples += 960) {
      h.output.play(1, samples);
      await h.pass(40);
    }
    h.output.play(1, 12_000);
    await settled();
    expect(playedMessages(h)).toEqual([
      { type: "played", turn: 1, samples: 960 },
      { type: "played", turn: 1, samples: 5_760 },
      { type: "played", turn: 1, samples: 10_560 },
      { type: "played", turn: 1, samples: 12_000, done: true },
    ]);
  });

  it("C26: a reply without sound is done at once, a flushed one with the last report", async () => {
    const h = await replying();
    h.server.socket().send({ type: "reply-end", turn: 1, samples: 0, reason: "complete" });
    h.server.socket().send({ type: "reply-start", turn: 2, message: "m2" });
    h.server.socket().sendReply(2, 0, 2400);
    await settled();
    h.output.play(2, 480);
    await h.pass(40);
    h.server.socket().send({ type: "flush", turn: 2 });
    await settled();
    // A report that was on its way is not the last one.
    h.output.play(2, 960);
    h.output.play(2, 1_000);
    h.output.tell(2, "over");
    h.output.tell(2, "over");
    await settled();
    expect(playedMessages(h)).toEqual([
      { type: "played", turn: 1, samples: 0, done: true },
      { type: "played", turn: 2, samples: 480 },
      { type: "played", turn: 2, samples: 1_000, done: true },
    ]);
  });
});

describe("times", () => {
  it("C27: count from the captured end of speech to the first sound", async () => {
    const h = createHarness();
    await h.client.startCall();
    // Frames of 32 ms from 1,000 ms on; the third is handed over 20 ms late.
    for (const at of [1_032, 1_064, 1_116, 1_128, 1_160]) {
      h.clock.advance(at - h.clock.now());
      h.input.frame(512);
    }
    const socket = h.server.socket();
    // Sample 1024 was captured at 1,064 ms.
    socket.send({ type: "speech-end", turn: 1, at: 1024 });
    socket.send({ type: "reply-start", turn: 1, message: "m1" });
    socket.sendReply(1, 0, 4800);
    await settled();
    h.clock.advance(1_500 - h.clock.now());
    h.output.play(1, 240, 30);
    await settled();
    // 10 ms of sound were played by then, and the device takes 30 ms.
    expect(socket.messages.at(-1)).toMatchObject({ type: "played" });
    expect(socket.messages).toContainEqual({
      type: "heard",
      turn: 1,
      firstAudioMs: 1_500 + 30 - 10 - 1_064,
      bufferMs: 1_500 + 30 - 10 - 1_160,
    });
    expect(h.heard("metrics")).toEqual([{ turn: 1, firstAudioMs: 456 }]);
    socket.send({ type: "metrics", turn: 1, endpoint: 300, speculative: true });
    await settled();
    expect(h.heard("metrics").at(-1)).toEqual({
      turn: 1,
      endpoint: 300,
      speculative: true,
      firstAudioMs: 456,
    });
  });

  it("C27: of a typed text count from its sending; a greeting has none", async () => {
    const h = await replying(1);
    const socket = h.server.socket();
    socket.sendReply(1, 0, 480);
    await settled();
    h.output.play(1, 240);
    expect(h.heard("metrics")).toEqual([]);
    h.client.sendText("hi");
    await h.pass(400);
    socket.send({ type: "reply-start", turn: 2, message: "m2" });
    socket.sendReply(2, 0, 480);
    await settled();
    h.output.play(2, 240);
    expect(h.heard("metrics")).toEqual([{ turn: 2, firstAudioMs: 390 }]);
  });
});

describe("stopping", () => {
  it("C28: stops at once, tells the server, and drops what is on its way", async () => {
    const h = await replying();
    h.server.socket().sendReply(1, 0, 2400);
    await settled();
    h.output.play(1, 480);
    h.client.interrupt();
    expect(h.client.agentState).toBe("thinking");
    expect(h.output.calls.at(-1)).toBe("flush 1");
    h.output.tell(1, "over");
    h.server.socket().sendReply(1, 2400, 2400);
    await settled();
    expect(h.output.calls.at(-1)).toBe("flush 1");
    expect(h.server.socket().messages.slice(-2)).toEqual([
      { type: "interrupt" },
      { type: "played", turn: 1, samples: 480, done: true },
    ]);
  });

  it("C29: without an output captions come at once and nothing is played", async () => {
    const h = await replying(1, { output: undefined });
    const socket = h.server.socket();
    expect(socket.messages[0]).toMatchObject({ plays: false });
    socket.send(
      { type: "state", state: "speaking", turn: 1 },
      { type: "caption", turn: 1, text: "Hello.", from: 0 },
    );
    await settled();
    expect(h.client.agentState).toBe("speaking");
    expect(h.client.captions.map(({ text }) => text)).toEqual(["Hello."]);
    expect(playedMessages(h)).toEqual([]);
  });

  it("C30: after a reconnect what was played is told again, and a broken reply ends", async () => {
    const h = await replying();
    await h.pass(6_000);
    h.server.socket().sendReply(1, 0, 2400);
    await settled();
    h.output.play(1, 480);
    h.server.socket().close(1006);
    await settled();
    h.output.play(1, 960);
    await h.pass(250);
    expect(playedMessages(h)).toEqual([{ type: "played", turn: 1, samples: 960 }]);
    expect(h.output.calls.at(-1)).toBe("end 1 2400");
    expect(h.client.agentState).toBe("speaking");
    h.output.play(1, 2400);
    await settled();
    expect(playedMessages(h).at(-1)).toEqual({
      type: "played",
      turn: 1,
      samples: 2400,
      done: true,
    });
  });
});
