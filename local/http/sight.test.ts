import { afterAll, describe, expect, it } from "vitest";
import { drawNoise, drawPage, drawStopSigns } from "../vision/drawn-pictures.fixture.ts";
import { VISION_LIMITS } from "../vision/vision-limits.ts";
import { createVision } from "../vision/vision-part.ts";
import { HttpError } from "./http-error.ts";
import { createSightHandler } from "./sight.ts";

const vision = createVision();
const handle = createSightHandler(vision);
const calm = new AbortController().signal;

afterAll(() => vision.close());

function dataUrl(bytes: Uint8Array, type = "image/png"): string {
  return `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
}

function ask(url: unknown, question?: string, rest: object = {}): Record<string, unknown> {
  const content: unknown[] = [{ type: "image_url", image_url: { url } }];
  if (question !== undefined) content.push({ type: "text", text: question });
  return { model: "parley-sight", messages: [{ role: "user", content }], ...rest };
}

async function errorOf(body: Record<string, unknown>): Promise<HttpError> {
  try {
    await handle(body, calm);
  } catch (thrown) {
    if (thrown instanceof HttpError) return thrown;
    throw thrown;
  }
  throw new Error("The request was accepted.");
}

const sign = await drawStopSigns(0.25).png().toBuffer();
const URL_FIELD = "messages[0].content[0].image_url";

describe("the sight model over HTTP", () => {
  it("V42: answers as a chat completion", async () => {
    const response = await handle(ask(dataUrl(sign), "Is there a dog?"), calm);
    expect(await response.json()).toEqual({
      id: expect.stringMatching(/^chatcmpl-/),
      object: "chat.completion",
      created: expect.any(Number),
      model: "parley-sight",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: "I can't make out a dog. There is a stop sign on the left.",
          },
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 4, completion_tokens: 14, total_tokens: 18 },
    });
  });

  it("V42: streams chunks, then usage when asked for, then [DONE]", async () => {
    const page = await drawPage(["OPEN AT NINE"]).jpeg().toBuffer();
    const body = ask(dataUrl(page, "image/jpeg"), undefined, {
      stream: true,
      stream_options: { include_usage: true },
    });
    const response = await handle(body, calm);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const events = (await response.text()).trimEnd().split("\n\n");
    expect(events.pop()).toBe("data: [DONE]");
    const [first, last, usage, ...more] = events.map((event) => JSON.parse(event.slice(6)));
    expect(first.choices).toEqual([
      {
        index: 0,
        delta: {
          role: "assistant",
          content: 'There is a sign or a page with text that reads "Open AT Nine".',
        },
        finish_reason: null,
      },
    ]);
    expect(last.choices).toEqual([{ index: 0, delta: {}, finish_reason: "stop" }]);
    expect(usage.usage.completion_tokens).toBe(14);
    expect(more).toEqual([]);
  });

  it("V40: the last user message counts, images before it do not", async () => {
    const { messages } = ask(dataUrl(sign)) as { messages: unknown[] };
    const before = { role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] };
    const body = { messages: [{ role: "system", content: "Be kind." }, before, ...messages] };
    expect((await handle(body, calm)).status).toBe(200);
  });

  it("V40: wrong fields are named", async () => {
    const part = { type: "image_url", image_url: { url: dataUrl(sign) } };
    const user = (content: unknown) => ({ messages: [{ role: "user", content }] });
    const wrong: [Record<string, unknown>, string][] = [
      [{}, "messages"],
      [{ messages: [] }, "messages"],
      [{ messages: "hi" }, "messages"],
      [{ messages: [{ role: "assistant", content: "hi" }] }, "messages"],
      [user("What is this?"), "messages[0].content"],
      [user([{ type: "text", text: "What is this?" }]), "messages[0].content"],
      [user([part, part]), "messages[0].content[1].image_url"],
      [user([{ type: "input_audio" }]), "messages[0].content[0].type"],
      [user([{ type: "text" }]), "messages[0].content[0].type"],
      [user([{ type: "image_url" }]), URL_FIELD],
      [ask(7), URL_FIELD],
      [ask("https://example.com/cat.png"), URL_FIELD],
      [ask("data:image/png,plain"), URL_FIELD],
      [ask("data:image/png;base64,"), URL_FIELD],
      [ask("data:image/png;base64,@@@"), URL_FIELD],
      [ask(dataUrl(sign), "", { stream: "yes" }), "stream"],
      [ask(dataUrl(sign), "", { stream_options: 1 }), "stream_options"],
    ];
    for (const [body, field] of wrong) {
      const error = await errorOf(body);
      expect([error.status, error.param]).toEqual([400, field]);
    }
  });

  it("V41: type, size and damage have a status of their own", async () => {
    const status = async (url: string) => {
      const error = await errorOf(ask(url));
      return [error.status, error.param];
    };
    expect(await status(dataUrl(sign, "image/svg+xml"))).toEqual([415, URL_FIELD]);
    expect(await status(dataUrl(Buffer.from("<svg/>")))).toEqual([415, URL_FIELD]);
    expect(await status(dataUrl(new Uint8Array(VISION_LIMITS.imageBytes + 8)))).toEqual([
      413,
      URL_FIELD,
    ]);
    expect(await status(dataUrl(sign.subarray(0, 3_000)))).toEqual([422, URL_FIELD]);
  });

  it("V43: one is looked at, four wait, another is refused; an abort leaves the queue", async () => {
    const noise = dataUrl(await drawNoise().png().toBuffer());
    const gone = new AbortController();
    const running = handle(ask(noise), calm);
    const leaving = handle(ask(noise), gone.signal);
    const waiting = Array.from({ length: 3 }, () => handle(ask(noise), calm));
    const refused = await errorOf(ask(noise));
    expect([refused.status, refused.retryAfter]).toEqual([429, 1]);

    const reason = new Error("The client went away.");
    gone.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    const late = handle(ask(noise), calm);
    for (const response of await Promise.all([running, ...waiting, late]))
      expect(response.status).toBe(200);
  });
});
