import { describe, expect, it } from "vitest";
import { messageText } from "../../shared/protocol/conversation.ts";
import { isUser, SPEECH, talk } from "../testing/spoken-call.ts";
import { script } from "../testing/test-client.ts";

describe("manual turns", () => {
  it("D65: what is sent between begin and end is the turn, also without a voice", async () => {
    const heard: number[] = [];
    await script("ses_d65", {
      listen: (samples) => {
        heard.push(samples);
        return "Psst.";
      },
    });
    const client = await talk("ses_d65");
    client.send({ type: "turns", turns: "manual" });
    client.silence(500);
    client.send({ type: "turn", action: "begin" });
    client.silence(800);
    client.send({ type: "turn", action: "end" });
    expect(messageText((await client.next("message", isUser)).message)).toBe("Psst.");
    // 800 ms, and the silence that every transcript ends with.
    expect(heard.at(-1)).toBe(16 * (800 + 160));
  });

  it("D65: a voice that the end cut off is heard in the next turn, and no pause ends one", async () => {
    const words = ["Go forward.", "Ten meters."];
    await script("ses_d65b", { listen: () => words[0]! });
    const client = await talk("ses_d65b");
    client.send({ type: "turns", turns: "manual" });
    client.send({ type: "turn", action: "begin" });
    client.speak(SPEECH.subarray(0, SPEECH.length * 0.6));
    client.send({ type: "turn", action: "end" });
    expect(messageText((await client.next("message", isUser)).message)).toBe("Go forward.");
    words.shift();
    client.send({ type: "turn", action: "begin" });
    client.speak(SPEECH.subarray(SPEECH.length * 0.6));
    client.silence(4_000);
    client.speak(SPEECH);
    client.send({ type: "turn", action: "end" });
    expect(messageText((await client.next("message", isUser)).message)).toBe("Ten meters.");
    const starts = client.messages.filter(({ type }) => type === "speech-start");
    expect(starts).toHaveLength(2);
  });
});
