import { describe, expect, it } from "vitest";
import { AppError } from "../../shared/errors/app-error.ts";
import type { Guard } from "./guard.ts";
import { createGuardedGateway } from "./guard.ts";
import type { RunEvent } from "./race-state.ts";
import type { Run, RunRequest } from "./run-types.ts";
import { takeSentences } from "./sentence-border.ts";
import { settled } from "./testing/counted-clock.ts";
import { createDrivenGateway } from "./testing/fake-gateway.ts";

const REFUSED = new AppError("forbidden", "That is not talked about here.");

function setUp(...guards: readonly Guard[]) {
  const inner = createDrivenGateway();
  const gateway = createGuardedGateway(inner, () => guards);
  const ask = (rest: Partial<RunRequest<"text">> = {}): Run<"text"> =>
    gateway.run({
      task: "text",
      model: "a/m",
      input: { messages: [{ role: "user", text: "Hello" }] },
      ...rest,
    });
  return { inner, ask };
}

const call = (input: string): RunEvent => ({
  type: "tool-call",
  call: { id: "c1", name: "send", input },
});

/** Reads a run; what came so far can be seen at any time. */
function read(run: Run<"text">): { events: RunEvent[]; words(): string; done: Promise<unknown> } {
  const events: RunEvent[] = [];
  const done = (async () => {
    for await (const event of run) events.push(event);
  })().catch((error: unknown) => error);
  const words = (): string =>
    events.map((event) => (event.type === "text" ? event.text : "")).join("|");
  return { events, words, done };
}

describe("guards before", () => {
  it("G49: can refuse, and then nobody is asked", () => {
    const { inner, ask } = setUp({
      before() {
        throw REFUSED;
      },
    });
    expect(() => ask()).toThrow(REFUSED);
    expect(inner.runs).toHaveLength(0);
  });

  it("G49: can rewrite, one after the other", async () => {
    const { inner, ask } = setUp(
      { before: (request) => ({ ...request, model: "b/m" }) },
      { before: async (request) => ({ ...request, model: `${request.model}-mini` }) },
    );
    const run = ask();
    void read(run);
    await settled();
    expect(inner.runs[0]?.request.model).toBe("b/m-mini");
    expect(run.id).toBe(inner.runs[0]?.request.id);
  });

  it("G49: one that must ask somebody refuses when the run is read", async () => {
    const { inner, ask } = setUp({ before: () => Promise.reject(REFUSED) });
    expect(await read(ask()).done).toBe(REFUSED);
    expect(inner.runs).toHaveLength(0);
  });
});

describe("guards after", () => {
  it("G50: see whole sentences, and hold nothing back", async () => {
    const seen: string[] = [];
    const { inner, ask } = setUp({ watch: (sentence) => void seen.push(sentence) });
    const reading = read(ask());
    await settled();
    for (const word of ["It ra", "ins. And", " it"]) {
      inner.runs[0]?.text(word);
      await settled();
    }
    expect([reading.words(), seen]).toEqual(["It ra|ins. And| it", ["It rains. "]]);
    inner.runs[0]?.finish();
    await reading.done;
    expect(seen).toEqual(["It rains. ", "And it"]);
  });

  it("G50: can end the run at a sentence's border, and upstream with it", async () => {
    const { inner, ask } = setUp({
      watch(sentence) {
        if (sentence.includes("secret")) throw REFUSED;
      },
    });
    const reading = read(ask());
    await settled();
    for (const word of ["Well. ", "The secret ", "is. ", "More"]) {
      inner.runs[0]?.text(word);
      await settled();
    }
    expect(await reading.done).toBe(REFUSED);
    expect([reading.words(), inner.runs[0]?.left]).toEqual(["Well. |The secret ", true]);
  });

  it("G50: a guard that takes its time ends the run when it has decided", async () => {
    const verdict = Promise.withResolvers<void>();
    const { inner, ask } = setUp({ watch: () => verdict.promise });
    const reading = read(ask());
    await settled();
    inner.runs[0]?.text("One. ");
    inner.runs[0]?.text("Two");
    await settled();
    expect(reading.words()).toBe("One. |Two");
    verdict.reject(REFUSED);
    expect(await reading.done).toBe(REFUSED);
    expect(inner.runs[0]?.left).toBe(true);
  });

  it("G50: the end waits for the last verdict", async () => {
    const verdict = Promise.withResolvers<void>();
    const { inner, ask } = setUp({ watch: () => verdict.promise });
    const reading = read(ask());
    await settled();
    inner.runs[0]?.text("One. ");
    inner.runs[0]?.finish();
    await settled();
    expect(reading.events).toHaveLength(1);
    verdict.resolve();
    expect(await reading.done).toBeUndefined();
    expect(reading.events.at(-1)?.type).toBe("finish");
  });

  it("G50: can rewrite sentences, which then come whole", async () => {
    const { inner, ask } = setUp(
      { rewrite: (sentence) => sentence.replace("cat", "dog") },
      { rewrite: async (sentence) => (sentence.includes("rain") ? "" : sentence) },
    );
    const reading = read(ask());
    await settled();
    for (const word of ["A ca", "t. It ", "rains. The", " cat"]) inner.runs[0]?.text(word);
    inner.runs[0]?.finish();
    await reading.done;
    expect(reading.words()).toBe("A dog. |The dog|");
  });

  it("G17: a reader that leaves while it waits lets go at once", async () => {
    const { inner, ask } = setUp({ watch: () => undefined });
    const iterator = ask()[Symbol.asyncIterator]();
    const waiting = iterator.next();
    await settled();
    await iterator.return?.();
    expect([inner.runs[0]?.left, (await waiting).done]).toEqual([true, true]);
  });

  it("G50: watch thoughts, and the texts of tool calls, before the call is given out", async () => {
    const seen: string[] = [];
    const { inner, ask } = setUp({ watch: (sentence) => void seen.push(sentence) });
    const reading = read(ask());
    await settled();
    inner.runs[0]?.give({ type: "reasoning", text: "Send it" });
    inner.runs[0]?.text("Yes.");
    inner.runs[0]?.give(call('{"to":"a@b.example","cc":["c"],"n":7}'));
    inner.runs[0]?.finish("stop");
    await reading.done;
    expect(seen).toEqual(["Send it", "Yes.", "a@b.example", "c"]);
    expect(reading.events.map(({ type }) => type)).toEqual([
      "reasoning",
      "text",
      "tool-call",
      "finish",
    ]);
  });

  it("G50: a call that is refused is not given out", async () => {
    const { inner, ask } = setUp({
      watch(text) {
        if (text === "secret") throw REFUSED;
      },
    });
    const reading = read(ask());
    await settled();
    inner.runs[0]?.give(call('{"to":{"name":"secret"}}'));
    expect(await reading.done).toBe(REFUSED);
    expect(reading.events).toEqual([]);
  });

  it("G50: rewrite the texts of tool calls, which then come whole and stay JSON", async () => {
    const { inner, ask } = setUp({ rewrite: (text) => text.replace("cat", '"dog"') });
    const reading = read(ask());
    await settled();
    inner.runs[0]?.give({ type: "reasoning", text: "The cat" });
    inner.runs[0]?.give({ type: "tool-input", id: "c1", name: "send", delta: '{"a":' });
    inner.runs[0]?.give(call('{"a":"cat","cat":[1,{"b":"cat"}]}'));
    inner.runs[0]?.give(call("no cat"));
    inner.runs[0]?.finish();
    await reading.done;
    expect(reading.events.slice(0, -1)).toEqual([
      { type: "reasoning", text: 'The "dog"' },
      call(JSON.stringify({ a: '"dog"', cat: [1, { b: '"dog"' }] })),
      call('no "dog"'),
    ]);
  });

  it("G50: an answer that goes on is watched with the end of what was said before", async () => {
    const seen: string[] = [];
    const { inner, ask } = setUp({ watch: (sentence) => void seen.push(sentence) });
    const reading = read(ask({ said: "One. The sec" }));
    await settled();
    inner.runs[0]?.text("ret is. ");
    inner.runs[0]?.finish();
    await reading.done;
    expect(seen).toEqual(["The secret is. "]);
  });

  it("G50: a failure upstream stays what it is", async () => {
    const { inner, ask } = setUp({ watch: () => undefined });
    const reading = read(ask());
    await settled();
    inner.runs[0]?.fail(new AppError("timeout", "It is late."));
    expect(await reading.done).toMatchObject({ code: "timeout" });
  });
});

describe("sentences of streamed text", () => {
  it.each([
    ["One. Two! Three", ["One. ", "Two! "], "Three"],
    ['He said "no." Then', ['He said "no." '], "Then"],
    ["Pi is 3.14 or so", [], "Pi is 3.14 or so"],
    ["一。二", ["一。"], "二"],
    ["a list\n- of", ["a list\n"], "- of"],
  ])("G50: %j", (text, sentences, rest) => {
    expect(takeSentences("", text)).toEqual([rest, sentences]);
  });

  it("G50: a sentence without an end is cut, and nothing is lost", () => {
    const [rest, sentences] = takeSentences("x".repeat(500), "x".repeat(1_000));
    expect(sentences.every((one) => one.length <= 600)).toBe(true);
    expect([...sentences, rest].join("")).toBe("x".repeat(1_500));
  });

  it("G50: it is cut behind a word, and not within a number", () => {
    const text = `${"word ".repeat(118)}+49 30 1234567 and more`;
    const [rest, sentences] = takeSentences("", `${text} ${"x".repeat(20)}`);
    expect(sentences).toEqual(["word ".repeat(118)]);
    expect(rest).toMatch(/^\+49 30 1234567 and more/);
  });
});
