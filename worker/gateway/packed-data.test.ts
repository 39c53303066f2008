import { describe, expect, it } from "vitest";
import { packData, unpackData } from "./packed-data.ts";
import type { RunJob } from "./run-job.ts";

describe("packed data", () => {
  it("a job comes out as it went in, bytes and samples too", () => {
    const image = { mediaType: "image/png", data: new Uint8Array([1, 10, 255]) };
    const jobs: RunJob[] = [
      {
        format: "events",
        context: { text: "line\nbreak ☃", places: [{ path: [], type: "bytes", length: 3 }] },
        request: {
          task: "text",
          input: { messages: [{ role: "user", text: "What?", images: [image, image] }] },
          metadata: { plan: "free" },
        },
      },
      {
        format: "events",
        request: {
          task: "speech-to-text",
          input: { samples: new Int16Array([1, -2, 3]), rate: 16_000 },
        },
      },
      {
        format: "openai-chat",
        native: { format: "openai-chat", body: { a: null }, headers: {}, nativeOnly: "a" },
        request: { task: "text", input: { messages: [] } },
      },
    ];
    for (const job of jobs) expect(unpackData(packData(job))).toEqual(job);
  });

  it("takes numbers of several bytes wherever they lie", () => {
    const buffer = new ArrayBuffer(16);
    const data = { a: new Uint8Array([1]), vector: new Float32Array(buffer, 4, 2).fill(0.5) };
    expect(unpackData(packData(data))).toEqual(data);
  });
});
