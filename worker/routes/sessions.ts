import { Hono } from "hono";
import * as z from "zod";
import { AppError } from "../../shared/errors/app-error.ts";
import { isUserId } from "../../durable-objects/agent/agent-object.ts";
import { agentByName, AGENTS } from "../agents/registry.ts";
import type { AppEnv, Env } from "../env.ts";
import { HTTP_LIMITS } from "../limits.ts";
import { crossOrigin, isAllowedOrigin } from "../middleware/allowed-origins.ts";
import { bearerOf, keyKindOf, requireSessionAccess } from "../middleware/credentials.ts";
import { secretOf } from "../middleware/require-secret.ts";
import { DATA_HEADERS } from "../middleware/security-headers.ts";
import { isResumeSecret, resumeSecret } from "../tokens/resume-secret.ts";
import { isSessionId, newSessionId } from "../tokens/session-id.ts";
import { mintToken } from "../tokens/session-token.ts";
import { readJsonBody } from "./read-json-body.ts";
import { sessionRequest } from "./session-request.ts";
import { dataResponse, imageResponse } from "./session-response.ts";
import { openSocket } from "./socket.ts";

/** What a session is opened with. */
const OpenSession = z.strictObject({
  agent: z.string().max(64).optional(),
  session: z.string().max(64).optional(),
  resume: z.string().max(128).optional(),
  /** For a server that opens a session for a page: the token is bound to that page's origin. */
  origin: z.string().max(256).optional(),
  /** Whose session it is, by the server's own id: what the agent keeps is kept for this user. */
  user: z.string().refine(isUserId).optional(),
});

/** Sessions: opening them, their sockets, their history and images, and their end. */
export const sessions = new Hono<AppEnv>()
  .use(crossOrigin)
  .post("/", async ({ req, env }) => {
    const kind = await keyKindOf(bearerOf(req.raw), env);
    const asked = parseOpening(await readJsonBody(req.raw, HTTP_LIMITS.bodyBytes));
    const origin = originFor(kind, asked.origin, req.header("origin"), env);
    const { user } = asked;
    if (user !== undefined && kind !== "server")
      throw new AppError("bad_input", "Only a server may say whose session it is.", {
        field: "user",
      });
    const agent = agentByName(asked.agent ?? AGENTS[0].name);
    const secret = secretOf(env);
    const known = await knownSession(secret, asked.session, asked.resume);
    const session = known ?? newSessionId();
    const { token, claims } = await mintToken(
      secret,
      {
        session,
        agent: agent.name,
        ...(user === undefined ? {} : { user }),
        ...(origin === undefined ? {} : { origin }),
        ...(known === undefined ? {} : { resume: true as const }),
      },
      Date.now(),
    );
    return Response.json(
      {
        session,
        resume: await resumeSecret(secret, session),
        token,
        url: `/v1/sessions/${session}/socket`,
        expiresAt: claims.exp * 1000,
      },
      { status: 201, headers: DATA_HEADERS },
    );
  })
  .get("/:id/socket", ({ req, env }) => openSocket(req.raw, sessionId(req.param("id")), env))
  .get("/:id/messages", async ({ req, env }) => {
    const id = sessionId(req.param("id"));
    await requireSessionAccess(req.raw, id, env, { serverKey: true });
    return dataResponse(await ask(env, id, req.raw));
  })
  .get("/:id/timeline", async ({ req, env }) => {
    const id = sessionId(req.param("id"));
    await requireSessionAccess(req.raw, id, env, { serverKey: true });
    return dataResponse(await ask(env, id, req.raw));
  })
  .get("/:id/images/:number", async ({ req, env }) => {
    const id = sessionId(req.param("id"));
    const number = req.param("number");
    if (!/^\d{1,9}$/.test(number)) throw new AppError("not_found", "There is no such image.");
    await requireSessionAccess(req.raw, id, env, { serverKey: false });
    return imageResponse(await ask(env, id, req.raw), number);
  })
  .delete("/:id", async ({ req, env }) => {
    const id = sessionId(req.param("id"));
    await requireSessionAccess(req.raw, id, env, { serverKey: true });
    return dataResponse(await ask(env, id, req.raw));
  });

/** An id from a path. Throws AppError `not_found` before any object is touched. */
function sessionId(text: string): string {
  if (!isSessionId(text)) throw new AppError("not_found", "There is no such session.");
  return text;
}

function ask(env: Env, id: string, request: Request): Promise<Response> {
  return env.VOICE_SESSION.getByName(id).fetch(sessionRequest(request));
}

function parseOpening(body: unknown): z.infer<typeof OpenSession> {
  const parsed = OpenSession.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field =
    issue?.code === "unrecognized_keys" ? (issue.keys[0] ?? "body") : issue?.path.join(".");
  throw new AppError("bad_input", "A field of the body is wrong or unknown.", {
    field: field === undefined || field === "" ? "body" : field,
  });
}

/** The origin that the token is bound to. Throws AppError `origin_refused`. */
function originFor(
  kind: "publishable" | "server",
  asked: string | undefined,
  header: string | undefined,
  env: Env,
): string | undefined {
  if (kind === "server") return asked;
  if (asked !== undefined)
    throw new AppError("bad_input", "Only a server may say which origin it opens for.", {
      field: "origin",
    });
  if (header === undefined || !isAllowedOrigin(env, header))
    throw new AppError("origin_refused", "This origin is not listed in PARLEY_ORIGINS.");
  return header;
}

/**
 * The old session that is asked for, if one is. Throws AppError `bad_input` when half of the proof
 * is missing, `forbidden` when it is wrong.
 */
async function knownSession(
  secret: string,
  session: string | undefined,
  resume: string | undefined,
): Promise<string | undefined> {
  if (session === undefined && resume === undefined) return undefined;
  if (session === undefined || !isSessionId(session))
    throw new AppError("bad_input", "Send session and resume as they were given.", {
      field: "session",
    });
  if (resume === undefined)
    throw new AppError("bad_input", "Send session and resume as they were given.", {
      field: "resume",
    });
  if (!(await isResumeSecret(secret, session, resume)))
    throw new AppError("forbidden", "The resume secret doesn't open this session.");
  return session;
}
