import { describe, expect, it } from "vitest";
import { describeTime, getTime } from "./get-time.ts";

const NOW = Date.UTC(2026, 10, 24, 15, 4);

describe("get_time", () => {
  it("A5: tells the time in UTC", () => {
    expect(describeTime(NOW)).toBe("It is 3:04 PM on Tuesday, November 24, 2026, UTC.");
  });

  it.each([
    ["Europe/Paris", "It is 4:04 PM on Tuesday, November 24, 2026, in Paris."],
    ["America/New_York", "It is 10:04 AM on Tuesday, November 24, 2026, in New York."],
    ["america/new york", "It is 10:04 AM on Tuesday, November 24, 2026, in New York."],
    ["Pacific/Auckland", "It is 4:04 AM on Wednesday, November 25, 2026, in Auckland."],
  ])("A5: tells the time in %s", (zone, sentence) => {
    expect(describeTime(NOW, zone)).toBe(sentence);
  });

  it.each(["Mars/Base", "", "Paris"])("A5: says that %j is not known", (zone) => {
    expect(describeTime(NOW, zone)).toMatch(/not known/);
  });

  it("A5: takes the time from its context", () => {
    const context = { session: "s", signal: new AbortController().signal, now: NOW };
    expect(getTime.run({}, context)).toMatch(/3:04 PM/);
  });
});
