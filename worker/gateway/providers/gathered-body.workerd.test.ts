import { describe, expect, it } from "vitest";
import { GatheredBody } from "./gathered-body.ts";

/** A body of which each chunk comes when it is asked for, and what was asked for so far. */
function pulledBody(chunks: readonly Uint8Array[]): {
  readonly body: ReadableStream<Uint8Array>;
  readonly given: () => number;
} {
  let at = 0;
  let given = 0;
  const body = new ReadableStream({
    type: "bytes",
    pull(controller) {
      const chunk = chunks[at++];
      if (chunk === undefined) return controller.close();
      given += chunk.byteLength;
      controller.enqueue(chunk.slice());
    },
  } as UnderlyingByteSource);
  return { body, given: () => given };
}

async function readAll(gathered: GatheredBody): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let part = await gathered.read(); part !== undefined; part = await gathered.read()) {
    parts.push(part.slice());
    await gathered.gather();
  }
  return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

/** Lets everything that is ready happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await scheduler.wait(0);
}

const numbered = (count: number, size: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => new Uint8Array(size).fill(index % 251));

describe("GatheredBody", () => {
  it.each([
    [1, 5],
    [60, 180],
    [300, 1],
    [40, 9_000],
  ])("P15: gives %i chunks of %i bytes whole and in order", async (count, size) => {
    const chunks = numbered(count, size);
    const all = await readAll(new GatheredBody(pulledBody(chunks).body));
    expect(all).toEqual(
      new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer()),
    );
  });

  it("P7: gives what has come before there is more", async () => {
    let controller: ReadableByteStreamController | undefined;
    const body = new ReadableStream({
      type: "bytes",
      start: (given) => void (controller = given),
    } as UnderlyingByteSource);
    const gathered = new GatheredBody(body);
    for (let round = 0; round < 20; round++) {
      // Nothing more comes until this has been read.
      controller?.enqueue(new Uint8Array([round]));
      expect(await gathered.read()).toEqual(new Uint8Array([round]));
      await gathered.gather();
    }
    controller?.close();
    expect(await gathered.read()).toBeUndefined();
  });

  it("P15: runs no more than a reading ahead of who reads", async () => {
    const { body, given } = pulledBody(numbered(200, 4_096));
    const gathered = new GatheredBody(body);
    expect((await gathered.read())?.byteLength).toBeGreaterThan(0);
    await settle();
    expect(given()).toBeLessThanOrEqual(64 * 1024);
    expect((await readAll(gathered)).byteLength).toBeGreaterThan(190 * 4_096);
  });

  it("P8: a reader that goes lets go of the body", async () => {
    let reason: unknown;
    const body = new ReadableStream({
      type: "bytes",
      pull: (controller) => controller.enqueue(new Uint8Array(8)),
      cancel: (why) => void (reason = why),
    } as UnderlyingByteSource);
    const gathered = new GatheredBody(body);
    await gathered.read();
    gathered.cancel(new Error("gone"));
    await settle();
    expect(reason).toBeDefined();
  });

  it("P5: a body that breaks breaks for its reader", async () => {
    const body = new ReadableStream({
      type: "bytes",
      pull: (controller) => controller.error(new Error("broken")),
    } as UnderlyingByteSource);
    await expect(new GatheredBody(body).read()).rejects.toThrow("broken");
  });
});
