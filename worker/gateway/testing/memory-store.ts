import type { CacheStore, KeptAnswer } from "../cache-store.ts";

/** A store without an end, for the tests of what is kept. */
export function createMemoryStore(): CacheStore {
  const answers = new Map<string, { answer: KeptAnswer; expiresAt: number }>();
  return {
    get(key, now) {
      const kept = answers.get(key);
      return kept === undefined || now >= kept.expiresAt ? undefined : kept.answer;
    },
    set: (key, answer, expiresAt) => void answers.set(key, { answer, expiresAt }),
  };
}
