import { describe, expect, it } from "vitest";
import { createGuardsOf } from "../gateway/guards-of.ts";
import { createGuardedGateway } from "../gateway/guard.ts";
import type { RunEvent } from "../gateway/race-state.ts";
import type { RunRequest, Task } from "../gateway/run-types.ts";
import { settled } from "../gateway/testing/counted-clock.ts";
import { createDrivenGateway } from "../gateway/testing/fake-gateway.ts";
import { defineGuard } from "./define-guard.ts";
import { GUARDS, guardsOf } from "./registry.ts";

const PROMPT: RunRequest<"text"> = {
  task: "text",
  model: "a/m",
  input: {
    messages: [
      { role: "system", text: "Ask ann@mail.example." },
      { role: "user", text: "I am bob@mail.example." },
      {
        role: "assistant",
        text: "",
        toolCalls: [{ id: "1", name: "send", input: '{"to":"bob@mail.example"}' }],
      },
      { role: "tool", toolCallId: "1", name: "send", text: "Sent to bob@mail.example" },
    ],
    tools: [{ name: "send", description: "Mails bob@mail.example", parameters: {} }],
    user: "bob@mail.example",
  },
};

function setUp(variables: object) {
  const inner = createDrivenGateway();
  const gateway = createGuardedGateway(inner, createGuardsOf(variables, GUARDS));
  const read = async (request: RunRequest<Task>): Promise<RunEvent[]> => {
    const events: RunEvent[] = [];
    for await (const event of gateway.run(request)) events.push(event);
    return events;
  };
  return { inner, gateway, read };
}

describe("redact-personal-data", () => {
  it("H3: nothing of it reaches a model", async () => {
    const { inner, gateway } = setUp({ PARLEY_GUARDS: "redact-personal-data" });
    void gateway.run(PROMPT)[Symbol.asyncIterator]().next();
    await settled();
    const sent = JSON.stringify(inner.runs[0]?.request);
    expect(sent).not.toContain("mail.example");
    expect(sent.split("[e-mail address]")).toHaveLength(7);
    expect(sent).toContain(String.raw`{\"to\":\"[e-mail address]\"}`);
  });

  it.each<RunRequest<Task>>([
    { task: "embedding", input: { values: ["bob@mail.example"] } },
    { task: "text-to-image", input: { prompt: "bob@mail.example" } },
    { task: "text-to-speech", input: { text: "bob@mail.example" } },
    {
      task: "image-to-text",
      input: {
        image: { mediaType: "image/png", data: new Uint8Array() },
        question: "bob@mail.example?",
      },
    },
  ])("H3: nor of other tasks ($task)", async (request) => {
    const { inner, gateway } = setUp({ PARLEY_GUARDS: "redact-personal-data" });
    void gateway.run(request)[Symbol.asyncIterator]().next();
    await settled();
    expect(JSON.stringify(inner.runs[0]?.request.input)).toMatch(/\[e-mail address\]/);
    expect(JSON.stringify(inner.runs[0]?.request.input)).not.toContain("bob");
  });

  it("H3: nor does an answer have it, however it is cut", async () => {
    const { inner, read } = setUp({ PARLEY_GUARDS: "redact-personal-data" });
    const events = read(PROMPT);
    await settled();
    for (const word of ["Ask bo", "b@mail", ".example or 4111 1111 ", "1111 1111. ", "Bye."])
      inner.runs[0]?.text(word);
    inner.runs[0]?.finish();
    const text = (await events).map((event) => (event.type === "text" ? event.text : "")).join("");
    expect(text).toBe("Ask [e-mail address] or [card number]. Bye.");
  });
});

describe("blocked-words", () => {
  const blocked = { PARLEY_GUARDS: "blocked-words", PARLEY_BLOCKED_WORDS: "blue moon, secret" };

  it("H6: refuses a prompt, and nobody is asked", () => {
    const { inner, gateway } = setUp(blocked);
    const request = {
      ...PROMPT,
      input: { messages: [{ role: "user" as const, text: "The Blue  Moon?" }] },
    };
    expect(() => gateway.run(request)).toThrow(expect.objectContaining({ code: "prompt_refused" }));
    expect(inner.runs).toHaveLength(0);
  });

  it("H6: ends an answer at its sentence", async () => {
    const { inner, read } = setUp(blocked);
    const events = read(PROMPT);
    await settled();
    for (const word of ["It is ", "a sec", "ret. ", "More."]) inner.runs[0]?.text(word);
    await expect(events).rejects.toMatchObject({ code: "answer_refused", retryable: false });
    expect(inner.runs[0]?.left).toBe(true);
  });

  it("H6: a transcript is looked at where it is asked", async () => {
    const { inner, read } = setUp(blocked);
    const input = { samples: new Int16Array(1), rate: 16_000 };
    const events = read({ task: "speech-to-text", input });
    await settled();
    inner.runs[0]?.text("the secret");
    inner.runs[0]?.finish();
    expect(await events).toHaveLength(2);
  });

  it.each([undefined, " , "])("H7: without a list (%j) every request is refused", (list) => {
    const { gateway } = setUp({ PARLEY_GUARDS: "blocked-words", PARLEY_BLOCKED_WORDS: list });
    expect(() => gateway.run(PROMPT)).toThrow(
      expect.objectContaining({ code: "bad_input", field: "PARLEY_BLOCKED_WORDS" }),
    );
  });
});

describe("defining a guard", () => {
  const good = { name: "mine", says: "Refuses.", open: () => ({}) };

  it("H8: gives back a good one, and refuses a wrong one by field", () => {
    expect(defineGuard(good)).toBe(good);
    expect(() => defineGuard({ ...good, name: "My guard" })).toThrow(/^guards\/My guard: name /);
    expect(() => defineGuard({ ...good, says: "" })).toThrow(/^guards\/mine: says /);
  });

  it("H8: refuses two of one name", () => {
    expect(() => guardsOf(good, { ...good })).toThrow(/guards\/mine: name is taken/);
  });
});
