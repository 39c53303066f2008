import { describe, expect, it } from "vitest";
import { fitContext } from "./fit-context.ts";
import type { Room, Sized } from "./fit-context.ts";

/** So many turns of a user and an agent, of 10 tokens each message. */
function talk(turns: number): Sized[] {
  return Array.from({ length: turns * 2 }, (_, index) => ({
    sequence: index + 1,
    role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
    tokens: 10,
  }));
}

const ROOM: Room = { budget: 200, fixed: 20, cut: 0, summarised: 0 };

describe("fitContext", () => {
  it("D56: leaves a short conversation as it is", () => {
    expect(fitContext(talk(5), ROOM)).toEqual({ cut: 0, summarise: undefined });
    expect(fitContext([], ROOM)).toEqual({ cut: 0, summarise: undefined });
  });

  it("D57: asks for a summary before the room is full", () => {
    // 20 + 120 tokens are more than 60 %; 40 of them are to stay beside the 20.
    expect(fitContext(talk(6), ROOM)).toEqual({ cut: 0, summarise: 8 });
  });

  it("D57: a summary that was made is not asked for again", () => {
    expect(fitContext(talk(6), { ...ROOM, summarised: 8 })).toEqual({
      cut: 8,
      summarise: undefined,
    });
  });

  it("D56: cuts to half when it is full, at a user's message", () => {
    const { cut } = fitContext(talk(10), ROOM);
    // 80 tokens of messages: the last four turns.
    expect(cut).toBe(12);
  });

  it("D56: what was cut stays cut, and begins the same for many turns", () => {
    const cuts = Array.from({ length: 8 }, (_, index) => {
      return fitContext(talk(10 + index), { ...ROOM, cut: 12 }).cut;
    });
    // Up to 15 turns fit: 20 + 9 · 20 tokens.
    expect(cuts).toEqual([12, 12, 12, 12, 12, 12, 24, 26]);
  });

  it("D57: what was cut without a summary is summarised", () => {
    expect(fitContext(talk(10), { ...ROOM, cut: 12 })).toEqual({ cut: 12, summarise: 16 });
  });

  it("D56: the last thing that the user said always stays, however long", () => {
    const messages = [
      ...talk(2),
      { sequence: 5, role: "user" as const, tokens: 900 },
      { sequence: 6, role: "assistant" as const, tokens: 900 },
    ];
    expect(fitContext(messages, ROOM)).toEqual({ cut: 4, summarise: 4 });
    expect(fitContext([{ sequence: 1, role: "assistant", tokens: 900 }], ROOM).cut).toBe(0);
  });
});
