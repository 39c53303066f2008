import { describe, expect, it } from "vitest";
import { workerEnv } from "../../../tests/fixtures/worker-env.ts";
import { app } from "../../app.ts";

const PATHS = ["/v1/chat/completions", "/v1/responses", "/v1/messages"];

async function post(path: string, env: object): Promise<{ status: number; body: string }> {
  const response = await app.request(path, { method: "POST", body: "{}" }, env);
  return { status: response.status, body: await response.text() };
}

describe("answerDirectly", () => {
  it.each(PATHS)("W1: %s is not served without a secret", async (path) => {
    const { env } = workerEnv(undefined, { PARLEY_SECRET: undefined });
    const { status, body } = await post(path, env);
    expect(status).toBe(500);
    expect(body).toContain("PARLEY_SECRET is missing");
  });

  it.each(PATHS)("answers %s as the router does at its other spellings", async (path) => {
    const { env } = workerEnv();
    const direct = await post(path, env);
    expect(direct.status).toBe(401);
    expect(await post(`${path}?beta=true`, env)).toEqual(direct);
    expect(await post(path.replace("v1", "%761"), env)).toEqual(direct);
  });

  it.each(PATHS)("leaves other methods of %s to the router", async (path) => {
    const { env } = workerEnv();
    const response = await app.request(path, {}, env);
    expect(response.status).toBe(404);
  });
});
