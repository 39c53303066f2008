import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../worker/gateway/race-state.ts";
import type { AnswerCache } from "./answer-cache.ts";
import type { AnswerCacheLimits } from "./answer-cache-limits.ts";
import { ANSWER_CACHE_LIMITS } from "./answer-cache-limits.ts";
import { AnswerStore } from "./answer-store.ts";

const { ANSWER_CACHE } = env as unknown as { ANSWER_CACHE: DurableObjectNamespace<AnswerCache> };

/** A store in an object of its own. */
function withStore(
  limits: Partial<AnswerCacheLimits>,
  work: (store: AnswerStore, storage: DurableObjectStorage) => Promise<void>,
): Promise<void> {
  const stub = ANSWER_CACHE.getByName(crypto.randomUUID());
  return runInDurableObject(stub, (_, state) => {
    const all = { ...ANSWER_CACHE_LIMITS, graceMs: 1_000, flushMs: 5, ...limits };
    return work(new AnswerStore(state.storage, all, (one) => state.waitUntil(one)), state.storage);
  });
}

/** Alarms are set for real: no time may be over. */
const T = Date.now() + 1_000_000;

/** Resolves when so many answers are in the storage. */
async function written({ kv }: DurableObjectStorage, count = 1): Promise<void> {
  await expect.poll(() => [...kv.list({ prefix: "end/" })].length).toBeGreaterThanOrEqual(count);
}

const answer = (...texts: string[]) => ({
  model: "a/m",
  events: texts.map((text): RunEvent => ({ type: "text", text })),
});
const textsOf = (store: AnswerStore, key: string, now = T): string[] | undefined => {
  const kept = store.get(key, now);
  return kept && [...kept.events].map((event) => (event.type === "text" ? event.text : ""));
};

describe("answers in an object's storage", () => {
  it("M2: events come out of rows however they are cut", () =>
    withStore({ rowBytes: 7 }, async (store, storage) => {
      store.set("a", answer("one", "☃", "three"), T + 10);
      expect(textsOf(store, "a")).toEqual(["one", "☃", "three"]);
      await written(storage);
      expect(textsOf(store, "a")).toEqual(["one", "☃", "three"]);
      expect(storage.kv.get<Uint8Array>(`row/a/${T + 10}/0`)).toHaveLength(7);
      expect(textsOf(store, "b")).toBeUndefined();
    }));

  it("M3: a sweep deletes what is over, and the last one everything", () =>
    withStore({}, async (store, storage) => {
      store.set("a", answer("x"), T + 5_000);
      store.set("b", answer("y"), T + 9_000);
      await written(storage);
      expect(textsOf(store, "a", T + 5_000)).toBeUndefined();
      await store.sweep(T + 5_999);
      expect(storage.kv.get(`row/a/${T + 5_000}/0`)).toBeDefined();
      await store.sweep(T + 6_000);
      expect(
        [...storage.kv.list()].map(([key]) => key).filter((key) => key.includes("/a")),
      ).toEqual([]);
      expect([textsOf(store, "b"), await storage.getAlarm()]).toEqual([["y"], T + 10_000]);
      await store.sweep(T + 10_000);
      expect([...storage.kv.list()]).toEqual([]);
      expect(await storage.getAlarm()).toBeNull();
    }));

  it("M3: a later life doesn't put off what an earlier one was to delete", () =>
    withStore({}, async (store, storage) => {
      store.set("a", answer("x"), T + 5_000);
      await written(storage);
      const later = new AnswerStore(
        storage,
        { ...ANSWER_CACHE_LIMITS, graceMs: 1_000, flushMs: 5 },
        () => {},
      );
      later.set("b", answer("y"), T + 9_000);
      await written(storage, 2);
      expect(await storage.getAlarm()).toBe(T + 6_000);
    }));

  it("M3: who is still reading an answer reads it to its end, also when another took its place", () =>
    withStore({ rowBytes: 60 }, async (store, storage) => {
      store.set("a", answer("one", "two", "three"), T + 5_000);
      await written(storage);
      const reading = store.get("a", T + 4_999)?.events[Symbol.iterator]();
      expect(reading?.next().value).toMatchObject({ text: "one" });
      store.set("a", answer("new"), T + 9_000);
      await written(storage, 2);
      expect([reading?.next().value, reading?.next().value]).toMatchObject([
        { text: "two" },
        { text: "three" },
      ]);
      await store.sweep(T + 6_000);
      expect(textsOf(store, "a", T + 6_000)).toEqual(["new"]);
    }));

  it("M16: what is stored is bounded: what expires soonest goes first", () =>
    withStore({ storedBytes: 3_000, unwrittenBytes: 1_500 }, async (store, storage) => {
      for (let at = 0; at < 40; at++) store.set(`k${at}`, answer("x".repeat(500)), T + at);
      await expect
        .poll(() => store.get("k39", T - 1) && storage.kv.get("latest/k39"))
        .toBeDefined();
      await storage.sync();
      const kept = Array.from({ length: 40 }, (_, at) => at).filter(
        (at) => store.get(`k${at}`, T - 1) !== undefined,
      );
      expect(kept.at(-1)).toBe(39);
      expect(kept.length).toBeLessThanOrEqual(5);
      const rows = [...storage.kv.list<Uint8Array>({ prefix: "row/" })];
      const bytes = rows.reduce((sum, [, row]) => sum + row.length, 0);
      expect([bytes <= 3_000, storage.kv.get("total")]).toEqual([true, bytes]);
    }));
});
