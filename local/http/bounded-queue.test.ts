import { describe, expect, it } from "vitest";
import { BoundedQueue } from "./bounded-queue.ts";
import { HttpError } from "./http-error.ts";

const never = new AbortController().signal;

describe("BoundedQueue", () => {
  it("L9: is full when the running and the waiting places are taken, and says when to come back", async () => {
    const queue = new BoundedQueue({ running: 1, waiting: 1 });
    const leave = await queue.enter(never);
    const waiting = queue.enter(never);
    const refused = await queue.enter(never).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HttpError);
    expect((refused as HttpError).toResponse().status).toBe(429);
    expect((refused as HttpError).toResponse().headers.get("retry-after")).toBe("1");
    leave();
    (await waiting)();
    expect(queue.size).toBe(0);
  });

  it("L9: admits in the order of arrival", async () => {
    const queue = new BoundedQueue({ running: 1, waiting: 5 });
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => queue.run(never, async () => void order.push(n))));
    expect(order).toEqual([1, 2, 3]);
  });

  it("L10: an aborted waiter leaves at once, and the next one takes its place", async () => {
    const queue = new BoundedQueue({ running: 1, waiting: 2 });
    const leave = await queue.enter(never);
    const stale = new AbortController();
    const abandoned = queue.enter(stale.signal).catch((error: unknown) => error);
    const fresh = queue.enter(never);
    stale.abort(new Error("gone"));
    expect(await abandoned).toEqual(new Error("gone"));
    expect(queue.size).toBe(2);
    leave();
    (await fresh)();
    expect(queue.size).toBe(0);
  });

  it("L9: leaving twice frees one place only", async () => {
    const queue = new BoundedQueue({ running: 1, waiting: 1 });
    const leave = await queue.enter(never);
    leave();
    leave();
    expect(queue.size).toBe(0);
    const again = await queue.enter(never);
    expect(queue.size).toBe(1);
    again();
  });
});
