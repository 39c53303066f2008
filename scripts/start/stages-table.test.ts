import { expect, it } from "vitest";
import { stagesTable } from "./stages-table.ts";

it("shows the stages in the order of a turn, aligned", () => {
  const stages = {
    speak: { model: "local/piper-joe", why: "embedded", ready: true },
    think: { model: "openai/gpt", why: "OPENAI_API_KEY is set", ready: false },
    listen: { model: "local/moonshine-tiny", why: "embedded", ready: true },
  };
  expect(stagesTable({ status: "ok", stages })).toBe(
    [
      "  speech to text  local/moonshine-tiny  embedded",
      "  language model  openai/gpt            OPENAI_API_KEY is set (not ready)",
      "  text to speech  local/piper-joe       embedded",
    ].join("\n"),
  );
});

it("says a reason that all share once", () => {
  const stage = { model: "local/a", why: "No key is set.", ready: true };
  expect(stagesTable({ stages: { listen: stage, think: { ...stage, ready: false } } })).toBe(
    [
      "  speech to text  local/a",
      "  language model  local/a  (not ready)",
      "  No key is set.",
    ].join("\n"),
  );
});

it("Y30: shows a stage's dynamic route as its model", () => {
  const think = {
    model: "dynamic/support",
    why: "PARLEY_THINK names this dynamic route.",
    ready: true,
  };
  const see = { model: "local/eyes", why: "embedded", ready: true };
  expect(stagesTable({ stages: { think, see } })).toContain(
    "  language model  dynamic/support  PARLEY_THINK names this dynamic route.",
  );
});

it("says so when the answer is another", () => {
  expect(stagesTable("ok")).toContain("does not say");
});
