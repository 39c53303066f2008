import { describe, expect, it } from "vitest";
import { AppError } from "../../../shared/errors/app-error.ts";
import { createGateway } from "../gateway.ts";
import type { RunRequest, Task } from "../run-types.ts";
import type { Routes } from "./routes.ts";

/** Routes that keep what they were asked, and choose nothing. */
function setUp(variables: object) {
  const asked: RunRequest<Task>[] = [];
  const routes: Routes = {
    resolve(request) {
      asked.push(request);
      return Promise.reject(new AppError("forbidden", "No."));
    },
    look: () => Promise.reject(new AppError("forbidden", "No.")),
    settle() {},
    release() {},
    budget: () => ({ reserve: () => undefined, settle() {} }),
  };
  const env = { OPENAI_API_KEY: "k", ...variables };
  const fetch = (): Promise<Response> => Promise.reject(new Error("not called"));
  const gateway = createGateway(env, { routes, fetch });
  const read = async (request: RunRequest<Task>): Promise<unknown> =>
    gateway
      .run(request)
      [Symbol.asyncIterator]()
      .next()
      .catch((error: AppError) => error.code);
  return { asked, gateway, read };
}

const input = { messages: [{ role: "user" as const, text: "Hi" }] };
const ROUTE = { PARLEY_THINK: "dynamic/support" };

describe("a stage whose model is a dynamic route", () => {
  it("Y30: a request without a model goes through it", async () => {
    const { asked, read } = setUp(ROUTE);
    expect(await read({ task: "text", input })).toBe("forbidden");
    expect(asked).toMatchObject([{ model: "dynamic/support" }]);
  });

  it.each<Partial<RunRequest<Task>>>([
    { model: "openai/gpt-4.1-mini" },
    { models: ["openai/gpt-4.1-mini"] },
    { task: "text-to-speech", input: { text: "Hi" } },
  ])("Y30: but none that names one, and none of another task (%j)", async (rest) => {
    const { asked, read } = setUp(ROUTE);
    expect(await read({ task: "text", input, ...rest })).not.toBe("forbidden");
    expect(asked).toEqual([]);
  });

  it("Y30: a route of the request's own comes before it", async () => {
    const { asked, read } = setUp(ROUTE);
    await read({ task: "text", input, route: "other" });
    expect(asked).toMatchObject([{ route: "other" }]);
    expect(asked[0]).not.toHaveProperty("model");
  });

  it("Y31: counts as not seeing, whoever names it", () => {
    expect(setUp(ROUTE).gateway.sees()).toBe(false);
    expect(setUp({}).gateway.sees("dynamic/support")).toBe(false);
    expect(setUp(ROUTE).gateway.sees("openai/gpt-4.1-mini")).toBe(true);
    expect(setUp({}).gateway.sees()).toBe(true);
  });
});
