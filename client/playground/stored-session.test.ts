import { expect, it } from "vitest";
import { forgetSession, keepSession, readSession } from "./stored-session.ts";

function memory(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

const BROKEN: Pick<Storage, "getItem" | "setItem" | "removeItem"> = {
  getItem: () => {
    throw new Error("blocked");
  },
  setItem: () => {
    throw new Error("full");
  },
  removeItem: () => {
    throw new Error("blocked");
  },
};

it("P18: keeps a conversation per agent, until it is forgotten", () => {
  const storage = memory();
  keepSession(storage, "guide", { id: "s1", resume: "secret" });
  keepSession(storage, undefined, { id: "s2", resume: "other" });
  expect(readSession(storage, "guide")).toEqual({ id: "s1", resume: "secret" });
  expect(readSession(storage, undefined)).toEqual({ id: "s2", resume: "other" });
  forgetSession(storage, "guide");
  expect(readSession(storage, "guide")).toBeUndefined();
});

it.each([
  "",
  "{",
  "null",
  "[]",
  '"text"',
  '{"id":1,"resume":"r"}',
  '{"id":"","resume":"r"}',
  '{"id":"s"}',
])("P18: what is malformed counts as nothing: %s", (text) => {
  const storage = memory();
  storage.setItem("parley.session", text);
  expect(readSession(storage, undefined)).toBeUndefined();
});

it("P18: works where the browser stores nothing", () => {
  keepSession(BROKEN, undefined, { id: "s", resume: "r" });
  forgetSession(BROKEN, undefined);
  expect(readSession(BROKEN, undefined)).toBeUndefined();
});
