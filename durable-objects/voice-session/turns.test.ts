import { describe, expect, it } from "vitest";
import { AppError } from "../../shared/errors/app-error.ts";
import { messageText } from "../../shared/protocol/conversation.ts";
import { isAgent, isUser, SPEECH, talk } from "../testing/spoken-call.ts";
import { script, TestClient } from "../testing/test-client.ts";
import { recordedSpeech } from "./recorded-speech.ts";

describe("a turn", () => {
  it("D7, D9, D10, D13: speech becomes words, a reply with captions, and history", async () => {
    await script("ses_d7", {
      listen: () => "Go forward ten meters.",
      async *think() {
        yield "Right away, I am going ";
        yield "forward now. There I am.";
      },
    });
    const client = await talk("ses_d7");
    client.speak(SPEECH);
    client.silence(700);
    const start = await client.next("speech-start");
    expect((await client.next("interim", ({ text }) => text !== "")).text).toContain("forward");
    const end = await client.next("speech-end");
    expect(end.at).toBeGreaterThan(start.at);
    // The last voice ends within the frame in which the speech ends.
    expect(end.at).toBeLessThanOrEqual(SPEECH.length + 512);
    const user = await client.next("message", isUser);
    expect(messageText(user.message)).toBe("Go forward ten meters.");
    expect(user.message.via).toBe("voice");
    const { turn } = await client.next("reply-start");
    expect(turn).toBe(end.turn);
    const metrics = await client.next("metrics");
    expect(metrics).toMatchObject({ turn, speculative: true });
    expect(metrics.endpoint).toBeGreaterThan(0);
    const reply = await client.next("reply-end");
    expect(reply).toMatchObject({ turn, reason: "complete" });
    expect(client.samples(turn)).toBe(reply.samples);
    let position = 0;
    for (const frame of client.frames.filter((candidate) => candidate.turn === turn)) {
      expect(frame.position).toBe(position);
      position += frame.payload.byteLength / 2;
    }
    const captions = client.messages.flatMap((message) =>
      message.type === "caption" && message.turn === turn ? [message] : [],
    );
    expect(captions.map((caption) => caption.text).join(" ")).toBe(
      "Right away, I am going forward now. There I am.",
    );
    // Three clauses of 2,400 samples each.
    expect(captions.map((caption) => caption.from)).toEqual(
      [0, 2_400, 4_800].slice(0, captions.length),
    );
    expect(reply.samples).toBe(2_400 * captions.length);
    client.send({ type: "played", turn, samples: reply.samples, done: true });
    const agent = await client.next("message", isAgent);
    expect(messageText(agent.message)).toBe("Right away, I am going forward now. There I am.");
    expect(agent.message.sequence).toBeGreaterThan(user.message.sequence);
    expect(await client.next("state")).toMatchObject({ state: "listening" });
  });

  it("D27: the embedded language model reads the words while they are being spoken", async () => {
    const gateway = await script("ses_d27", {
      listen: (samples) => (samples < SPEECH.length ? "Go for" : "Go forward ten meters."),
    });
    const client = await talk("ses_d27");
    expect(gateway.readAhead()).toEqual([]);
    client.speak(SPEECH.subarray(0, SPEECH.length * 0.8));
    await client.next("interim", ({ text }) => text === "Go for");
    await expect.poll(() => gateway.readAhead().length).toBe(1);
    client.speak(SPEECH.subarray(SPEECH.length * 0.8));
    client.silence(700);
    await client.next("reply-start");
    const [read] = gateway.readAhead();
    const asked = gateway.prompts().at(-1);
    expect(read?.at(-1)?.text).toBe("Go for");
    expect(asked?.at(-1)?.text).toBe("Go forward ten meters.");
    expect(read?.slice(0, -1)).toEqual(asked?.slice(0, -1));
  });

  it("D8: a speculative reply stays silent and is cancelled when the user goes on", async () => {
    const signals: AbortSignal[] = [];
    await script("ses_d8", {
      listen: (samples) => (samples > SPEECH.length * 1.2 ? "both halves" : "first half"),
      async *think(messages, signal) {
        if (messages.at(-1)?.text !== "Hi.") signals.push(signal);
        yield "An answer to that, you see.";
      },
    });
    const client = await talk("ses_d8");
    const before = client.messages.length;
    client.speak(SPEECH);
    client.silence(300);
    await client.next("interim", ({ text }) => text === "first half");
    await expect.poll(() => signals.length).toBe(1);
    client.speak(SPEECH);
    await expect.poll(() => signals[0]?.aborted).toBe(true);
    expect(client.messages.slice(before).map(({ type }) => type)).not.toContain("reply-start");
    client.silence(800);
    const user = await client.next("message", isUser);
    expect(messageText(user.message)).toBe("both halves");
    const { turn } = await client.next("reply-start");
    expect(turn).toBe(2);
  });

  it("D11: a model that fails costs the turn an error, and the next one works", async () => {
    let calls = 0;
    await script("ses_d11", {
      async *think() {
        if (calls++ === 1) throw new AppError("model_failed", "The model broke.");
        yield "All is well.";
      },
      listen: () => {
        throw new AppError("timeout", "Too slow.");
      },
    });
    const client = await talk("ses_d11");
    client.send({ type: "text", text: "Fail." });
    expect(await client.next("error")).toMatchObject({ code: "model_failed", stage: "think" });
    client.send({ type: "text", text: "Work." });
    await client.next("caption", ({ text }) => text === "All is well.");
    client.speak(SPEECH);
    client.silence(700);
    expect(await client.next("error")).toMatchObject({ code: "timeout", stage: "listen" });
  });

  it("D11: it says so in words whose sound was made before", async () => {
    let fails = false;
    await script("ses_d11b", {
      async *think() {
        if (fails) throw new AppError("model_failed", "The model broke.");
        yield "All is well.";
      },
      speak: () => {
        if (fails) throw new AppError("model_failed", "The voice broke.");
        return 2_400;
      },
    });
    const client = await talk("ses_d11b");
    const made = recordedSpeech("local/piper-joe");
    await expect.poll(() => made.get("Please say it again.")).toBeDefined();
    fails = true;
    client.send({ type: "text", text: "Fail." });
    expect(await client.next("error")).toMatchObject({ code: "model_failed", stage: "think" });
    const { turn } = await client.next("reply-start", ({ turn: one }) => one > 2);
    const end = await client.next("reply-end", ({ reason }) => reason === "complete");
    expect(end.turn).toBe(turn);
    expect(end.samples).toBeGreaterThan(0);
    expect(client.samples(turn)).toBe(end.samples);
    client.send({ type: "played", turn, samples: end.samples, done: true });
    const { message } = await client.next("message", isAgent);
    expect(messageText(message)).toBe("Sorry, something went wrong. Please try again.");
  });

  it("D12: words are shown where their sound is missing", async () => {
    await script("ses_d12", {
      speak: () => {
        throw new AppError("model_failed", "No voice.");
      },
    });
    const client = await TestClient.connect("ses_d12");
    client.send({ type: "text", text: "Hi." });
    expect(await client.next("error")).toMatchObject({ stage: "speak" });
    expect(await client.next("caption")).toMatchObject({ text: "Hello there.", from: 0 });
    expect(messageText((await client.next("message", isAgent)).message)).toBe("Hello there.");
  });

  it("D13, D14: the greeting opens an empty conversation, once, and has no times", async () => {
    await script("ses_d14", {});
    const client = await TestClient.connect("ses_d14");
    client.send({ type: "microphone", state: "open" });
    const { turn, samples } = await client.next("reply-end");
    client.send({ type: "played", turn, samples, done: true });
    const { message } = await client.next("message", isAgent);
    expect(message.sequence).toBe(1);
    expect(client.messages.map(({ type }) => type)).not.toContain("metrics");
    client.send({ type: "microphone", state: "closed" });
    client.send({ type: "microphone", state: "open" });
    client.send({ type: "text", text: "Hi." });
    expect((await client.next("message")).message.role).toBe("user");
  });

  it("D15: a client that does not play gets captions and no audio", async () => {
    const gateway = await script("ses_d15", {});
    const client = await TestClient.connect("ses_d15", false);
    client.send({ type: "text", text: "Hi." });
    expect(await client.next("caption")).toMatchObject({ text: "Hello there.", from: 0 });
    await client.next("message", isAgent);
    expect(client.frames).toEqual([]);
    expect(gateway.requests.map((request) => request.task)).toEqual(["text"]);
  });
});
