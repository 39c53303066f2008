import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { encodeFrame } from "../../shared/protocol/frame.ts";
import type { FilePart, LiveSource } from "../../shared/protocol/conversation.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { assistant } from "../../worker/agents/assistant.ts";
import { isAgent, isUser, SPEECH, talk } from "../testing/spoken-call.ts";
import { script, sessionStub, TestClient } from "../testing/test-client.ts";
import { liveRate } from "./live-rate.ts";
import type { VoiceSession } from "./session.ts";

/** A JPEG by its first bytes; `mark` tells one from another. */
const jpeg = (mark: number): Uint8Array => new Uint8Array([0xff, 0xd8, 0xff, mark]);

function show(client: TestClient, number: number, live: LiveSource = "camera"): void {
  const payload = jpeg(number);
  client.send({ type: "image", number, mediaType: "image/jpeg", bytes: payload.length, live });
  client.raw(encodeFrame({ kind: "image", sequence: 0, turn: 0, position: number, payload }));
}

/** Types something; returns the pictures that went with it, once it is answered. */
async function ask(client: TestClient, text: string): Promise<FilePart[]> {
  client.send({ type: "text", text });
  const { message } = await client.next("message", isUser);
  await client.next("message", isAgent);
  return message.parts.flatMap((part) => (part.type === "file" ? [part] : []));
}

/** What a model got of pictures: the mark of an image, or the words about it. */
function shown(gateway: Awaited<ReturnType<typeof script>>): (number | string)[][] {
  const users = (gateway.prompts().at(-1) ?? []).flatMap((one) =>
    one.role === "user" ? [one] : [],
  );
  return users.map(({ text, images = [] }) => [
    ...text.split("\n").slice(1),
    ...images.map((image) => ("data" in image ? image.data[3]! : image.url)),
  ]);
}

const SEE = "(What the user's camera shows: see the image.)";

describe("pictures of a camera and a screen", () => {
  it("D60: the newest one of each source joins what the user says", async () => {
    const gateway = await script("ses_d60", { sees: true });
    const client = await TestClient.connect("ses_d60", false);
    show(client, 1);
    show(client, 2);
    show(client, 3, "screen");
    const files = await ask(client, "What is this?");
    expect(files.map(({ live }) => live)).toEqual(["camera", "screen"]);
    expect(shown(gateway)).toEqual([[SEE, "(What the user's screen shows: see the image.)", 2, 3]]);
    const url = `http://parley.test${files[0]!.url}`;
    const response = await sessionStub("ses_d60").fetch(url);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(jpeg(2));
    expect(await ask(client, "And now?")).toEqual([]);
  });

  it("D60: what was taken back, or is of an earlier connection, joins nothing", async () => {
    await script("ses_d60b", { sees: true });
    const first = await TestClient.connect("ses_d60b", false);
    show(first, 1);
    show(first, 2);
    first.send({ type: "image-remove", number: 2 });
    expect(await ask(first, "What is this?")).toEqual([]);
    show(first, 3);
    const second = await TestClient.connect("ses_d60b", false);
    expect(await ask(second, "And this?")).toEqual([]);
    show(second, 4);
    expect(await ask(second, "And this?")).toHaveLength(1);
  });

  it("D61: only the newest ones stay pictures, and only so many bytes are kept", async () => {
    const gateway = await script("ses_d61", { sees: true });
    // The embedded model's window has no room for two pictures.
    const agents = [{ ...assistant, models: { think: "dynamic/seeing" } }];
    await runInDurableObject(sessionStub("ses_d61"), (instance: VoiceSession) => {
      Object.assign(instance, { agents: () => agents });
    });
    const client = await TestClient.connect("ses_d61", false);
    const files: FilePart[] = [];
    for (let number = 1; number <= 3; number++) {
      show(client, number);
      files.push(...(await ask(client, "And now?")));
    }
    expect(shown(gateway)).toEqual([
      ["(What the user's camera shows: a picture from before, which you have seen)"],
      [SEE, 2],
      [SEE, 3],
    ]);
    const { liveImagesKept } = LIMITS;
    await runInDurableObject(sessionStub("ses_d61"), (_: VoiceSession, { storage }) => {
      for (let id = 100; id < 100 + liveImagesKept; id++) {
        storage.sql.exec(
          `INSERT INTO images (id, connection, number, media_type, bytes, message)
           VALUES (?, 'c', ?, 'image/jpeg', x'ffd8ff', 'm')`,
          id,
          id,
        );
        storage.sql.exec("INSERT INTO live_images VALUES (?, 'camera')", id);
      }
    });
    show(client, 200);
    await ask(client, "And now?");
    const status = async (path: string): Promise<number> => {
      const response = await sessionStub("ses_d61").fetch(`http://parley.test${path}`);
      await response.arrayBuffer();
      return response.status;
    };
    expect(await status(files[2]!.url)).toBe(404);
    expect(await status("/v1/sessions/ses_d61/images/101")).toBe(200);
  });

  it("D62: the vision models look while the user speaks, and the answer knows what they saw", async () => {
    const gateway = await script("ses_d62", {
      listen: () => "What do I hold in my hand?",
      see: (image) => `picture ${image[3]}`,
    });
    const client = await talk("ses_d62");
    show(client, 1);
    client.speak(SPEECH.subarray(0, SPEECH.length * 0.8));
    await client.next("speech-start");
    const looks = (): number => gateway.requests.filter((r) => r.task === "image-to-text").length;
    await expect.poll(looks).toBe(1);
    // Too soon for another look.
    show(client, 2);
    client.speak(SPEECH.subarray(SPEECH.length * 0.8));
    client.silence(700);
    await client.next("message", isUser);
    await client.next("reply-end");
    expect(looks()).toBe(1);
    expect(shown(gateway).at(-1)).toEqual(["(What the user's camera shows: picture 1)"]);
  });

  it("D62: nobody looks at what changes meanwhile; what is typed waits for a look at the newest", async () => {
    const looking = Promise.withResolvers<void>();
    const gateway = await script("ses_d62b", {
      see: async (image) => {
        if (image[3] !== 1) await looking.promise;
        return `picture ${image[3]}`;
      },
    });
    const client = await TestClient.connect("ses_d62b", false);
    const tasks = (): string[] => gateway.requests.map(({ task }) => task);
    show(client, 1);
    await expect.poll(tasks).toEqual(["image-to-text"]);
    show(client, 2);
    show(client, 3);
    client.send({ type: "text", text: "What is this?" });
    await client.next("message", isUser);
    expect(tasks()).toEqual(["image-to-text", "image-to-text"]);
    looking.resolve();
    await client.next("message", isAgent);
    expect(shown(gateway)).toEqual([["(What the user's camera shows: picture 3)"]]);
  });

  it("D63: a look that fails is told, and the conversation goes on", async () => {
    const gateway = await script("ses_d63", {
      see: () => {
        throw new Error("blind");
      },
    });
    const client = await TestClient.connect("ses_d63", false);
    show(client, 1);
    client.send({ type: "text", text: "What is this?" });
    expect(await client.next("error")).toMatchObject({ stage: "see" });
    await client.next("message", isAgent);
    expect(shown(gateway)[0]?.[0]).toContain("nobody could look");
  });

  it("D64: what is no JPEG, too large, or comes too fast is refused", async () => {
    await script("ses_d64", { sees: true });
    const client = await TestClient.connect("ses_d64", false);
    const image = { type: "image", live: "camera", mediaType: "image/jpeg", bytes: 4 } as const;
    client.send({ ...image, number: 1, mediaType: "image/png" });
    expect(await client.next("error")).toMatchObject({ code: "bad_input", field: "mediaType" });
    client.send({ ...image, number: 1, bytes: LIMITS.liveImageBytes + 1 });
    expect(await client.next("error")).toMatchObject({ code: "too_large", field: "bytes" });
    for (let number = 1; number <= LIMITS.liveImageBurst + 2; number++)
      client.send({ ...image, number });
    expect(await client.next("error")).toMatchObject({ code: "rate_limited", field: "live" });
  });

  it("D64: one a second comes through for ever, two don't", () => {
    const admitted = (every: number): number => {
      let rate: ReturnType<typeof liveRate>;
      for (let count = 0; count < 1_000; count++) {
        rate = liveRate(rate, count * every);
        if (rate === undefined) return count;
      }
      return 1_000;
    };
    expect(admitted(LIMITS.liveImageMs)).toBe(1_000);
    expect(admitted(LIMITS.liveImageMs / 2)).toBeLessThan(3 * LIMITS.liveImageBurst);
  });
});
