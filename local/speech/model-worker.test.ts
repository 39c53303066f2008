import { afterEach, beforeEach, expect, it } from "vitest";
import { HttpError } from "../http/http-error.ts";
import { ModelWorker } from "./model-worker.ts";

const never = new AbortController().signal;
let worker: ModelWorker<string, string>;
beforeEach(() => {
  worker = new ModelWorker(
    "test",
    new URL("./dying-worker.fixture.ts", import.meta.url),
    undefined,
  );
});
afterEach(() => worker.close());

async function all(input: string, signal = never): Promise<string[]> {
  const values: string[] = [];
  for await (const value of worker.run(input, signal)) values.push(value);
  return values;
}

it("L11: a worker that dies fails its requests, and the next request starts it again", async () => {
  await worker.start();
  const counting = all("count").catch((error: unknown) => error);
  const dying = all("die").catch((error: unknown) => error);
  for (const error of await Promise.all([counting, dying]))
    expect((error as HttpError).toResponse().status).toBe(500);
  expect(worker.state.state).toBe("idle");
  expect(await all("hello")).toEqual(["hello"]);
  expect(worker.state.state).toBe("ready");
});

it("L6: a failing run tells nothing about the inside", async () => {
  const error = await all("throw").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HttpError);
  expect(JSON.stringify(error)).not.toContain("secret");
  expect(await all("hello")).toEqual(["hello"]);
});

it("L10: an aborted run ends at once, and what comes after it is not held up", async () => {
  const stale = new AbortController();
  const values: string[] = [];
  const run = async (): Promise<void> => {
    for await (const value of worker.run("count", stale.signal)) {
      values.push(value);
      if (values.length === 3) stale.abort(new Error("gone"));
    }
  };
  await expect(run()).rejects.toThrow("gone");
  expect(values).toEqual(["0", "1", "2"]);
  expect(await all("hello")).toEqual(["hello"]);
});

it("L10: leaving the loop ends the run", async () => {
  for await (const value of worker.run("count", never)) if (value === "2") break;
  expect(await all("hello")).toEqual(["hello"]);
});

it("L46: a worker that can't be loaded says so and answers 503", async () => {
  const broken = new ModelWorker<string, string>(
    "test",
    new URL("./no-such-worker.ts", import.meta.url),
    undefined,
  );
  await expect(broken.start()).rejects.toThrow();
  expect(broken.state.state).toBe("failed");
  const error = await broken
    .run("hello", never)
    .next()
    .catch((thrown: unknown) => thrown);
  expect((error as HttpError).toResponse().status).toBe(503);
  await broken.close();
});
