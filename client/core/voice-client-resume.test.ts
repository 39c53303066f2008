import { describe, expect, it } from "vitest";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import { welcome } from "./testing/fake-server.ts";
import { createHarness, settled, TEXT_ONLY } from "./testing/harness.ts";
import type { Harness } from "./testing/harness.ts";

type Resume = Extract<ServerMessage, { type: "reply-resume" }>;

const CAPTIONS = [
  { text: "One", from: 0 },
  { text: "two", from: 2_400 },
  { text: "three.", from: 4_800 },
];

const resume = (more: Partial<Resume> = {}): Resume => ({
  type: "reply-resume",
  turn: 1,
  message: "m1",
  from: 2_400,
  captions: CAPTIONS,
  ...more,
});

/** A client that has 2,400 samples of a reply, and heard 480 of them. */
async function hearing(): Promise<Harness> {
  const h = createHarness();
  await h.client.startCall();
  await h.pass(6_000);
  const socket = h.server.socket();
  socket.send({ type: "reply-start", turn: 1, message: "m1" });
  socket.send({ type: "caption", turn: 1, ...CAPTIONS[0]! });
  socket.sendReply(1, 0, 2_400);
  await settled();
  h.output.play(1, 480);
  return h;
}

async function lose(h: Harness): Promise<void> {
  h.server.socket().close(1006);
  await settled();
}

/** Connects again; the server goes on with turn `resuming`, if any, by these messages. */
async function comeBack(h: Harness, ...messages: ServerMessage[]): Promise<void> {
  h.server.mode = "silent";
  await h.pass(250);
  const resuming = messages.flatMap((one) => (one.type === "reply-resume" ? [one.turn] : []))[0];
  h.server.socket().send({ ...welcome(), ...(resuming === undefined ? {} : { resuming }) });
  h.server.socket().send(...messages);
  await settled();
}

const audio = (h: Harness) => h.output.calls.slice(h.output.calls.indexOf("write 1 0+2400") + 1);
const played = (h: Harness) =>
  h.server.socket().messages.filter((message) => message.type === "played");
const shown = (h: Harness) => h.heard("caption").map(({ text }) => text);

describe("a lost socket", () => {
  it("C35: does not stop playback, and hello tells what is here and what was played", async () => {
    const h = await hearing();
    await lose(h);
    h.output.play(1, 1_200);
    expect(h.client.agentState).toBe("speaking");
    h.server.mode = "silent";
    await h.pass(250);
    expect(h.server.socket().messages).toEqual([
      {
        type: "hello",
        protocol: 1,
        client: "parley-client/0.1.0",
        plays: true,
        resume: { turn: 1, samples: 2_400, played: 1_200 },
      },
    ]);
    expect(audio(h)).toEqual([]);
  });

  it("C35: a first hello, and one without an output, tells nothing", async () => {
    const h = createHarness(TEXT_ONLY);
    await h.client.connect();
    h.server.socket().send({ type: "reply-start", turn: 1, message: "m1" });
    await h.pass(6_000);
    await lose(h);
    await h.pass(250);
    for (const { messages } of h.server.sockets) expect(messages[0]).not.toHaveProperty("resume");
  });
});

describe("a reply that goes on", () => {
  it("C36: fills in what is missing, and plays nothing twice", async () => {
    const h = await hearing();
    await lose(h);
    h.output.play(1, 960);
    await comeBack(h, resume({ from: 1_200 }));
    const socket = h.server.socket();
    expect(played(h)).toEqual([{ type: "played", turn: 1, samples: 960 }]);
    socket.sendReply(1, 1_200, 900);
    socket.sendReply(1, 2_100, 900);
    socket.sendReply(1, 3_000, 1_800);
    socket.send({ type: "reply-end", turn: 1, samples: 4_800, reason: "complete" });
    await settled();
    expect(audio(h)).toEqual(["write 1 2400+600", "write 1 3000+1800", "end 1 4800"]);
    expect(h.client.agentState).toBe("speaking");
    h.output.play(1, 4_800);
    await settled();
    expect(played(h).at(-1)).toEqual({ type: "played", turn: 1, samples: 4_800, done: true });
  });

  it("C36: shows no caption twice, and misses none", async () => {
    const h = await hearing();
    await lose(h);
    h.output.play(1, 2_400);
    await comeBack(h, resume());
    expect(shown(h)).toEqual(["One", "two"]);
    h.server.socket().send({ type: "caption", turn: 1, text: "Four.", from: 5_000 });
    h.server.socket().sendReply(1, 2_400, 4_800);
    await settled();
    h.output.play(1, 5_000);
    expect(shown(h)).toEqual(["One", "two", "three.", "Four."]);
  });

  it("C36: has an end again, also where it was known", async () => {
    const h = await hearing();
    const end = { type: "reply-end", turn: 1, samples: 2_400, reason: "complete" } as const;
    h.server.socket().send(end);
    await settled();
    await lose(h);
    await comeBack(h, resume(), end);
    expect(audio(h)).toEqual(["end 1 2400", "end 1 2400"]);
    h.output.play(1, 2_400);
    await settled();
    expect(played(h).filter((message) => message.done)).toHaveLength(1);
  });

  it("C36: stays held across the gap when the server says so", async () => {
    const h = await hearing();
    h.server.socket().send({ type: "duck", turn: 1 });
    await settled();
    h.output.tell(1, "held");
    await lose(h);
    expect(h.client.isDucked).toBe(true);
    await comeBack(h, resume({ ducked: true }));
    expect(played(h)).toEqual([{ type: "played", turn: 1, samples: 480, ducked: true }]);
    expect(audio(h)).toEqual(["hold 1"]);
    h.server.socket().send({ type: "unduck", turn: 1 });
    await settled();
    expect(audio(h)).toEqual(["hold 1", "release 1"]);
  });

  it("C36: is released when the hold ended meanwhile, and held when it began", async () => {
    const h = await hearing();
    h.server.socket().send({ type: "duck", turn: 1 });
    await settled();
    h.output.tell(1, "held");
    await lose(h);
    await comeBack(h, resume());
    expect(audio(h)).toEqual(["hold 1", "release 1"]);
    expect(h.client.agentState).toBe("speaking");

    const other = await hearing();
    await lose(other);
    await comeBack(other, resume({ ducked: true }));
    expect(audio(other)).toEqual(["hold 1"]);
    expect(other.heard("duck")).toEqual([{ turn: 1 }]);
  });

  it("C30: that the server has no more of is played out, and not held any more", async () => {
    const h = await hearing();
    h.server.socket().send({ type: "duck", turn: 1 });
    await settled();
    h.output.tell(1, "held");
    await lose(h);
    await comeBack(h, resume({ turn: 2, message: "m2", from: 0, captions: [] }));
    expect(audio(h)).toEqual(["hold 1", "release 1", "end 1 2400"]);
    h.output.play(1, 2_400);
    await settled();
    expect(played(h).at(-1)).toEqual({ type: "played", turn: 1, samples: 2_400, done: true });
  });

  it("C37: begins with its first missing sample where it is not known", async () => {
    const h = createHarness({ session: { id: "s1", resume: "secret" } });
    h.server.mode = "silent";
    void h.client.connect();
    await settled();
    h.server.socket().send({ ...welcome(), resuming: 1 }, resume({ from: 3_600 }));
    h.server.socket().sendReply(1, 3_600, 2_400);
    await settled();
    expect(shown(h)).toEqual(["One", "two"]);
    expect(h.output.calls).toEqual(["start", "write 1 3600+2400"]);
    h.output.play(1, 3_840);
    await settled();
    expect(h.client.agentState).toBe("speaking");
    expect(played(h)).toEqual([{ type: "played", turn: 1, samples: 3_840 }]);
    h.output.play(1, 4_800);
    expect(shown(h)).toEqual(["One", "two", "three."]);
    expect(h.heard("metrics")).toEqual([]);
  });

  it("C37: and is held where it is not known has its first sample reported", async () => {
    const h = createHarness();
    await h.client.connect();
    h.server.socket().send(resume({ ducked: true }));
    await settled();
    expect(played(h)).toEqual([{ type: "played", turn: 1, samples: 2_400, ducked: true }]);
    expect(h.client.agentState).toBe("listening");
  });

  it("C29, C37: shows all its words at once where nothing is played", async () => {
    const h = createHarness(TEXT_ONLY);
    await h.client.connect();
    h.server.socket().send(resume());
    h.server.socket().send({ type: "caption", turn: 1, text: "Four.", from: 5_000 });
    h.server.socket().send(resume({ captions: [...CAPTIONS, { text: "Four.", from: 5_000 }] }));
    await settled();
    expect(shown(h)).toEqual(["One", "two", "three.", "Four."]);
  });

  it("C28, C37: that was interrupted meanwhile does not begin again", async () => {
    const h = await hearing();
    await lose(h);
    h.client.interrupt();
    h.client.interrupt();
    h.output.tell(1, "over");
    await comeBack(h, resume());
    const { messages } = h.server.socket();
    expect(messages.slice(1, 3)).toEqual([
      { type: "interrupt" },
      { type: "played", turn: 1, samples: 480, done: true },
    ]);
    expect(messages.filter(({ type }) => type === "interrupt")).toHaveLength(1);
    h.server.socket().sendReply(1, 2_400, 2_400);
    await settled();
    expect(audio(h)).toEqual(["flush 1"]);
  });
});
