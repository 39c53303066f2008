import { describe, expect, it } from "vitest";
import { messageText } from "../../shared/protocol/conversation.ts";
import { isAgent, isUser, SPEECH, talk } from "../testing/spoken-call.ts";
import { script } from "../testing/test-client.ts";

describe("a voice over the agent", () => {
  it("D10: an interruption flushes, cancels upstream, and keeps what was heard", async () => {
    const signals: AbortSignal[] = [];
    await script("ses_d10", {
      async *think(messages, signal) {
        if (messages.at(-1)?.text === "Hi.") return yield "Hello.";
        signals.push(signal);
        yield "One two three four. ";
        yield "This sentence is never heard by anybody. ";
        await new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason)),
        );
      },
      speak: () => 12_000,
    });
    const client = await talk("ses_d10");
    client.send({ type: "text", text: "Count." });
    const { turn } = await client.next("reply-start");
    // The second caption tells where the first clause ends.
    const caption = await client.next("caption", ({ from }) => from > 0);
    client.send({ type: "played", turn, samples: caption.from / 2 });
    client.send({ type: "interrupt" });
    expect(await client.next("flush")).toEqual({ type: "flush", turn });
    expect(await client.next("reply-end")).toMatchObject({ turn, reason: "interrupted" });
    const { message } = await client.next("message", isAgent);
    expect(message.interrupted).toBe(true);
    expect(messageText(message)).toBe("One two");
    await expect.poll(() => signals[0]?.aborted).toBe(true);
  });

  it("D10, D28: a voice holds the audible reply, and words end it", async () => {
    await script("ses_d10b", { speak: () => 24_000, listen: () => "Go forward ten meters." });
    const client = await talk("ses_d10b");
    client.send({ type: "text", text: "Talk." });
    const { turn } = await client.next("reply-start");
    await client.next("state", ({ state }) => state === "speaking");
    client.speak(SPEECH);
    expect(await client.next("duck")).toEqual({ type: "duck", turn });
    expect((await client.next("speech-start")).turn).toBe(turn + 1);
    expect(await client.next("flush")).toEqual({ type: "flush", turn });
    client.silence(700);
    const user = await client.next("message", isUser);
    expect(messageText(user.message)).toBe("Go forward ten meters.");
  });

  it("D28: a sign of listening leaves the reply as it was, to the sample", async () => {
    await script("ses_d28", { speak: () => 96_000, listen: () => "Mm-hm." });
    const client = await talk("ses_d28");
    client.send({ type: "text", text: "Talk." });
    const { turn } = await client.next("reply-start");
    await client.next("state", ({ state }) => state === "speaking");
    client.speak(SPEECH);
    await client.next("duck");
    const held = client.samples(turn);
    client.send({ type: "played", turn, samples: held, ducked: true });
    client.silence(700);
    expect(await client.next("unduck")).toEqual({ type: "unduck", turn });
    const { samples } = await client.next("reply-end", ({ reason }) => reason === "complete");
    let position = 0;
    for (const frame of client.frames.filter((one) => one.turn === turn)) {
      expect(frame.position).toBe(position);
      position += frame.payload.byteLength / 2;
    }
    expect(position).toBe(samples);
    client.send({ type: "played", turn, samples, done: true });
    expect((await client.next("message", isAgent)).message.interrupted).toBeUndefined();
  });

  it("D10: the last report of what was heard corrects history", async () => {
    await script("ses_d10c", {
      async *think(messages) {
        yield messages.at(-1)?.text === "Hi." ? "Hello." : "One two three four five six. Seven.";
      },
      speak: () => 24_000,
    });
    const client = await talk("ses_d10c");
    client.send({ type: "text", text: "Count." });
    const { turn } = await client.next("reply-start");
    const second = await client.next("caption", ({ from }) => from > 0);
    client.send({ type: "played", turn, samples: second.from / 4 });
    client.send({ type: "interrupt" });
    const first = await client.next("message", isAgent);
    client.send({ type: "played", turn, samples: second.from / 2, done: true });
    const corrected = await client.next("message", isAgent);
    expect(corrected.message.id).toBe(first.message.id);
    expect(messageText(first.message).split(" ").length).toBeLessThan(
      messageText(corrected.message).split(" ").length,
    );
  });
});
