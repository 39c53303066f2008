import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { gate, heardBy, MortalSession } from "../testing/mortal-session.ts";
import { sessionStub, TestClient } from "../testing/test-client.ts";

const played = (turn: number, samples: number) => ({ type: "played" as const, turn, samples });

/** A session whose model says these clauses, each when the test lets it, 4,800 samples long. */
async function saying(id: string, ...clauses: readonly string[]) {
  const gates = clauses.map(() => gate());
  const session = await MortalSession.begin(id, {
    async *think() {
      for (const [index, clause] of clauses.entries()) {
        await gates[index]?.opened;
        yield `${clause} `;
      }
    },
    speak: () => 4_800,
  });
  return { session, say: (index: number) => gates[index]?.open() };
}

const ONE = "This is the first sentence.";
const TWO = "And this is the second one.";
const THREE = "Here is the third.";

describe("an object that dies while a reply is made", () => {
  it("D70: before the first token: the same run answers", async () => {
    const { session, say } = await saying("ses_d70xa", ONE);
    const first = await TestClient.connect(session.id);
    first.send({ type: "text", text: "Talk." });
    const { turn, message } = await first.next("reply-start");
    await expect.poll(() => session.asked).toBe(1);
    await session.die();
    const second = await session.comeBack();
    expect(await second.next("reply-resume")).toMatchObject({ turn, message, from: 0 });
    say(0);
    expect(await second.next("caption")).toMatchObject({ turn, text: ONE, from: 0 });
    const { samples } = await second.next("reply-end");
    expect(samples).toBe(4_800);
    expect(heardBy(turn, second)).toEqual([[0, 4_800]]);
    second.send({ ...played(turn, samples), done: true });
    await second.next("message");
    expect(session.asked).toBe(1);
    expect(await session.lines()).toEqual(["user: Talk.", `assistant: ${ONE}`]);
  });

  it("D70, D71, D72: between clauses: the rest comes, and what was played is not made again", async () => {
    const { session, say } = await saying("ses_d70xb", ONE, TWO, THREE);
    const first = await TestClient.connect(session.id);
    first.send({ type: "text", text: "Talk." });
    const { turn } = await first.next("reply-start");
    say(0);
    say(1);
    await expect.poll(() => first.samples(turn)).toBe(9_600);
    first.send(played(turn, 2_400));
    await session.untilKept(TWO);
    await session.die();
    const second = await session.comeBack({ turn, samples: 7_000, played: 5_000 });
    expect(await second.next("reply-resume")).toMatchObject({
      turn,
      from: 7_000,
      captions: [
        { text: ONE, from: 0 },
        { text: TWO, from: 4_800 },
      ],
    });
    say(2);
    expect(await second.next("caption")).toMatchObject({ text: THREE, from: 9_600 });
    const { samples } = await second.next("reply-end");
    expect(samples).toBe(14_400);
    expect(heardBy(turn, second)).toEqual([[7_000, 14_400]]);
    expect(session.spoken).toEqual([ONE, TWO, TWO, THREE]);
    second.send({ ...played(turn, samples), done: true });
    await second.next("message");
    expect(session.asked).toBe(1);
    expect(await session.lines()).toEqual(["user: Talk.", `assistant: ${ONE} ${TWO} ${THREE}`]);
  });

  it("D72: all sent and not played: nothing is made again, and the end is told", async () => {
    const { session, say } = await saying("ses_d72x", ONE);
    say(0);
    const first = await TestClient.connect(session.id);
    first.send({ type: "text", text: "Talk." });
    const { turn, samples } = await first.next("reply-end");
    first.send(played(turn, 2_400));
    await session.untilKept('"complete"');
    await session.die();
    const second = await session.comeBack({ turn, samples, played: 3_000 });
    expect(await second.next("reply-end")).toMatchObject({ turn, samples, reason: "complete" });
    second.send({ ...played(turn, samples), done: true });
    await second.next("message");
    expect(heardBy(turn, second)).toEqual([]);
    expect(session.spoken).toEqual([ONE]);
    expect(session.asked).toBe(1);
    expect(await session.lines()).toEqual(["user: Talk.", `assistant: ${ONE}`]);
  });

  it("D72: another device gets it from the last sample that was reported", async () => {
    const { session, say } = await saying("ses_d72xb", ONE, TWO);
    say(0);
    say(1);
    const first = await TestClient.connect(session.id);
    first.send({ type: "text", text: "Talk." });
    const { turn } = await first.next("reply-end");
    first.send(played(turn, 6_000));
    await session.untilKept('"played":6000');
    await session.die();
    const second = await session.comeBack();
    expect(await second.next("reply-resume")).toMatchObject({ from: 6_000 });
    await second.next("reply-end");
    expect(heardBy(turn, second)).toEqual([[6_000, 9_600]]);
    expect(session.spoken).toEqual([ONE, TWO, TWO]);
  });

  it("D73: a reply that was cut is corrected by the report that comes afterwards", async () => {
    const { session, say } = await saying("ses_d73x", "One two three four five six seven eight.");
    say(0);
    const first = await TestClient.connect(session.id);
    first.send({ type: "text", text: "Count." });
    const { turn, samples } = await first.next("reply-end");
    first.send(played(turn, 1_200));
    first.send({ type: "interrupt" });
    await first.next("flush");
    await session.untilKept('"stopped":[{');
    await session.die();
    const second = await session.comeBack({ turn, samples, played: 2_600 });
    expect(await second.next("flush")).toEqual({ type: "flush", turn });
    second.send({ ...played(turn, 2_600), done: true });
    const lines = ["user: Count.", "assistant: One two three four —"];
    await expect.poll(() => session.lines()).toEqual(lines);
    expect(session.asked).toBe(1);
  });

  it("D74: nobody comes back: the alarm wakes it, and the whole reply is in history", async () => {
    const { session, say } = await saying("ses_d74x", ONE, TWO);
    const first = await TestClient.connect(session.id);
    first.send({ type: "text", text: "Talk." });
    await first.next("reply-start");
    say(0);
    await session.untilKept(ONE);
    await session.die();
    expect(await session.lines()).toEqual(["user: Talk."]);
    say(1);
    expect(await runDurableObjectAlarm(sessionStub(session.id))).toBe(true);
    await expect.poll(() => session.lines()).toEqual(["user: Talk.", `assistant: ${ONE} ${TWO}`]);
    expect(session.asked).toBe(1);
  });

  it("D75: what can't go on ends where it was heard", async () => {
    const { session, say } = await saying("ses_d75x", "One two three four five six.", TWO);
    say(0);
    const first = await TestClient.connect(session.id);
    first.send({ type: "text", text: "Talk." });
    const { turn } = await first.next("reply-start");
    await expect.poll(() => first.samples(turn)).toBe(4_800);
    first.send(played(turn, 2_400));
    await session.untilKept('"played":2400');
    await session.untilKept('"isWhole":true');
    await session.die();
    await runInDurableObject(sessionStub(session.id), async (_, { storage }) => {
      const key = "life/1/turn";
      const life = storage.kv.get<{ at: number }>(key);
      storage.kv.put(key, { ...life, at: Date.now() - 700_000 });
    });
    const second = await session.comeBack();
    expect(await session.lines()).toEqual(["user: Talk.", "assistant: One two three —"]);
    second.send({ type: "text", text: "Again." });
    expect((await second.next("reply-start")).turn).toBe(turn + 1);
  });

  it("D70: a run that fails meanwhile ends the reply where it was heard", async () => {
    const broken = gate();
    const session = await MortalSession.begin("ses_d70xf", {
      async *think() {
        yield "One two three four five six. ";
        await broken.opened;
        throw new Error("broken");
      },
      speak: () => 4_800,
    });
    const first = await TestClient.connect(session.id);
    first.send({ type: "text", text: "Talk." });
    const { turn } = await first.next("reply-start");
    await expect.poll(() => first.samples(turn)).toBe(4_800);
    await session.untilKept('"isWhole":true');
    await session.die();
    broken.open();
    const second = await session.comeBack({ turn, samples: 4_800, played: 2_400 });
    expect(await second.next("error")).toMatchObject({ stage: "think" });
    expect(await second.next("reply-end")).toMatchObject({ turn, reason: "interrupted" });
    expect(await session.lines()).toEqual(["user: Talk.", "assistant: One two three —"]);
    expect(session.asked).toBe(1);
  });

  it("D70: fixed words are said to their end without a model", async () => {
    const session = await MortalSession.begin("ses_d70xg", { speak: () => 24_000 });
    const first = await TestClient.connect(session.id);
    first.send({ type: "microphone", state: "open" });
    const { turn } = await first.next("reply-start");
    await expect.poll(() => first.samples(turn)).toBeGreaterThan(0);
    const had = first.samples(turn);
    await session.untilKept('"isAudible":true');
    await session.die();
    const second = await session.comeBack({ turn, samples: had, played: 0 });
    expect(await second.next("reply-resume")).toMatchObject({ turn, from: had });
    const { samples } = await second.next("reply-end");
    expect(heardBy(turn, second)).toEqual([[had, samples]]);
    expect(session.asked).toBe(0);
  });

  it("D70: who only reads gets the words that are missing", async () => {
    const { session, say } = await saying("ses_d70xh", ONE, TWO);
    const first = await TestClient.connect(session.id, false);
    first.send({ type: "text", text: "Talk." });
    say(0);
    const { turn } = await first.next("caption");
    await session.untilKept(ONE);
    await session.die();
    const second = await session.comeBack(undefined, false);
    expect(await second.next("reply-resume")).toMatchObject({
      turn,
      captions: [{ text: ONE, from: 0 }],
    });
    say(1);
    expect(await second.next("caption")).toMatchObject({ text: TWO });
    await second.next("message");
    expect(await session.lines()).toEqual(["user: Talk.", `assistant: ${ONE} ${TWO}`]);
    expect(session.asked).toBe(1);
  });
});
