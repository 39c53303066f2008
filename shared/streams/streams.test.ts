import { describe, expect, it } from "vitest";
import { AsyncQueue, eager } from "./async-queue.ts";
import { prefetch } from "./prefetch.ts";

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

describe("AsyncQueue", () => {
  it("gives items out in order, whether they come before or after the reader", async () => {
    const queue = new AsyncQueue<number>();
    queue.push(1);
    const read = collect(queue);
    queue.push(2);
    queue.end();
    queue.push(3);
    expect(await read).toEqual([1, 2]);
  });

  it("fails after the items that came before the failure", async () => {
    async function* source(): AsyncGenerator<number> {
      yield 1;
      throw new Error("broken");
    }
    const seen: number[] = [];
    await expect(async () => {
      for await (const item of eager(source())) seen.push(item);
    }).rejects.toThrow("broken");
    expect(seen).toEqual([1]);
  });
});

describe("prefetch", () => {
  it("keeps only so many items in the making", async () => {
    let made = 0;
    async function* source(): AsyncGenerator<number> {
      while (made < 10) yield made++;
    }
    const iterator = prefetch(source(), 2);
    expect((await iterator.next()).value).toBe(0);
    await Promise.resolve();
    expect(made).toBeLessThanOrEqual(4);
    expect(await collect(iterator)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("closes its source when the reader leaves", async () => {
    let closed = false;
    async function* source(): AsyncGenerator<number> {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed = true;
      }
    }
    for await (const item of prefetch(source(), 1)) if (item === 3) break;
    expect(closed).toBe(true);
  });
});
