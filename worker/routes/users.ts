import { Hono } from "hono";
import * as z from "zod";
import { AppError } from "../../shared/errors/app-error.ts";
import type { AppEnv } from "../env.ts";
import { errorOf } from "../gateway/error-data.ts";
import { HTTP_LIMITS } from "../limits.ts";
import { crossOrigin } from "../middleware/allowed-origins.ts";
import { secretOf } from "../middleware/require-secret.ts";
import { DATA_HEADERS } from "../middleware/security-headers.ts";
import { mintAgentToken } from "../tokens/agent-token.ts";
import { readJsonBody } from "./read-json-body.ts";
import { askedAgent } from "./user-access.ts";

/** What a follow-up is arranged with; one of `at` and `delay`. */
const NewFollowUp = z.strictObject({
  note: z.string(),
  /** ISO 8601 with an offset, or milliseconds since the epoch. */
  at: z.union([z.string().max(64), z.number()]).optional(),
  /** Seconds from now. */
  delay: z.number().optional(),
});

/** `/v1/users/:user/…?agent=`: what an agent keeps for a user. Rules: durable-objects/agent/SPEC.md. */
export const users = new Hono<AppEnv>()
  .use(crossOrigin)
  .get("/:user/memory", async ({ req, env }) => {
    const { stub } = await askedAgent(req.raw, req.param("user"), env);
    return answer({ facts: await stub.facts() });
  })
  .delete("/:user/memory", async ({ req, env }) => {
    const { stub } = await askedAgent(req.raw, req.param("user"), env);
    await stub.clearFacts();
    return none();
  })
  .delete("/:user/memory/:id{[0-9]{1,15}}", async ({ req, env }) => {
    const { stub } = await askedAgent(req.raw, req.param("user"), env);
    return gone(await stub.removeFact(Number(req.param("id"))));
  })
  .get("/:user/follow-ups", async ({ req, env }) => {
    const { stub } = await askedAgent(req.raw, req.param("user"), env);
    return answer({ followUps: await stub.followUps() });
  })
  .post("/:user/follow-ups", async ({ req, env }) => {
    const { stub } = await askedAgent(req.raw, req.param("user"), env);
    const { note, at, delay } = parse(await readJsonBody(req.raw, HTTP_LIMITS.bodyBytes));
    if ((at === undefined) === (delay === undefined))
      throw wrong(at === undefined ? "at" : "delay");
    const time = at === undefined ? { delaySeconds: delay ?? 0 } : { at };
    const made = await stub.followUp(time, note);
    if (!made.ok) throw errorOf(made.error);
    return answer(made.value, 201);
  })
  .delete("/:user/follow-ups/:id{[0-9a-f-]{36}}", async ({ req, env }) => {
    const { stub } = await askedAgent(req.raw, req.param("user"), env);
    return gone(await stub.removeFollowUp(req.param("id")));
  })
  .post("/:user/agent-token", async ({ req, env }) => {
    const { name, by } = await askedAgent(req.raw, req.param("user"), env);
    const origin = by === "session" ? req.header("origin") : undefined;
    const claims = { name, ...(origin === undefined ? {} : { origin }) };
    const { token, expiresAt } = await mintAgentToken(secretOf(env), claims, Date.now());
    return answer({ agent: "durable-agent", name, token, expiresAt }, 201);
  });

function parse(body: unknown): z.infer<typeof NewFollowUp> {
  const parsed = NewFollowUp.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path.join(".");
  throw wrong(field === undefined || field === "" ? "body" : field);
}

function wrong(field: string): AppError {
  return new AppError("bad_input", "Send a note, and either at or delay.", { field });
}

function gone(was: boolean): Response {
  if (!was) throw new AppError("not_found", "There is no such thing.");
  return none();
}

function none(): Response {
  return new Response(null, { status: 204, headers: DATA_HEADERS });
}

function answer(value: object, status = 200): Response {
  return Response.json(value, { status, headers: DATA_HEADERS });
}
