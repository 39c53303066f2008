import { describe, expect, it } from "vitest";
import { SseBlocks } from "./sse-blocks.ts";

function cut(text: string, size: number): string[] {
  const bytes = new TextEncoder().encode(text);
  const blocks = new SseBlocks();
  const events: string[] = [];
  for (let at = 0; at < bytes.length; at += size)
    events.push(...blocks.add(bytes.subarray(at, at + size)));
  return [...events, ...blocks.rest()];
}

describe("events of a body", () => {
  const events = ['data: {"text":"☃ é"}\n\n', "event: x\r\ndata: 1\r\n\r\n", ": ping\n\n"];

  it("come out as they came, however the bytes are cut", () => {
    for (const size of [1, 2, 3, 7, 1000]) expect(cut(events.join(""), size)).toEqual(events);
  });

  it("end with what is left", () => {
    expect(cut("data: 1\n\ndata: [DONE]", 5)).toEqual(["data: 1\n\n", "data: [DONE]"]);
    expect(cut("data: 1\n\n\n", 1000)).toEqual(["data: 1\n\n", "\n"]);
  });
});
