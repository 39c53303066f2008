import { expect, it } from "vitest";
import type { AnswerRecord } from "./answer-records.ts";
import { AnswerRecords, joinBytes, recordBytes } from "./answer-records.ts";

const RECORDS: readonly AnswerRecord[] = [
  { type: "state", cache: "miss", model: "a/m", attempts: [] },
  { type: "event", event: { type: "text", text: "☃\n" } },
  { type: "event", event: { type: "audio", samples: new Int16Array([1, -1]) } },
  { type: "event", event: { type: "image", mediaType: "i", data: new Uint8Array(300).fill(10) } },
  { type: "event", event: { type: "embedding", index: 1, vector: new Float32Array([0.25]) } },
  { type: "error", error: { code: "timeout", message: "Late.", retryable: true } },
  { type: "end" },
];

it.each([1, 2, 3, 5, 64, 10_000])("M11: records come out of pieces of %i bytes", (size) => {
  const bytes = joinBytes(RECORDS.map(recordBytes));
  const reading = new AnswerRecords();
  const found: AnswerRecord[] = [];
  for (let at = 0; at < bytes.length; at += size)
    found.push(...reading.add(bytes.slice(at, at + size)));
  expect(found).toEqual(RECORDS);
});
