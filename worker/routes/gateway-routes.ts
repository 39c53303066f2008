import { Hono } from "hono";
import * as z from "zod";
import type { AppEnv } from "../env.ts";
import { parseBody } from "../formats/parse-body.ts";
import { checkMetadata } from "./inference/run-options.ts";
import type { RouteDetail } from "../gateway/routes/route-book-client.ts";
import { routeBookOf } from "../gateway/routes/route-book-client.ts";
import { createRoutes, forgetRoute } from "../gateway/routes/routes.ts";
import type { Answer } from "../gateway/runner-client.ts";
import { errorOf } from "../gateway/error-data.ts";
import { HTTP_LIMITS } from "../limits.ts";
import { DATA_HEADERS } from "../middleware/security-headers.ts";
import { requireApiKey } from "./inference/api-key.ts";
import { readJsonBody } from "./read-json-body.ts";

const Elements = z.array(z.record(z.string(), z.unknown()));
/** `id` is Cloudflare's; here the name is the id. */
const NewRoute = z.strictObject({
  id: z.string().optional(),
  name: z.string(),
  elements: Elements,
});
const NewVersion = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  elements: Elements,
  activate: z.boolean().default(true),
});
const Activation = z.strictObject({ version: z.int().positive() });
const Sample = z.strictObject({
  metadata: z.record(z.string(), z.unknown()).default({}),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).default({}),
});

/**
 * `/v1/routes`: dynamic routes. Rules: worker/gateway/routes/SPEC.md. A change is seen at once by
 * this isolate and within two seconds by all others.
 */
export const gatewayRoutes = new Hono<AppEnv>()
  .use(async ({ req, env }, next) => {
    await requireApiKey(req.raw, env);
    await next();
  })
  .get("/", async ({ env }) => answer({ routes: await routeBookOf(env).list() }))
  .post("/", async ({ req, env }) => {
    const { name, elements } = parseBody(NewRoute, await body(req.raw));
    const created = taken(await routeBookOf(env).create(name, elements));
    forgetRoute(env, name);
    return answer(created, 201);
  })
  .get("/:name", async ({ req, env }) =>
    answer(taken(await routeBookOf(env).read(req.param("name")))),
  )
  .delete("/:name", async ({ req, env }) => {
    const name = req.param("name");
    taken(await routeBookOf(env).remove(name));
    forgetRoute(env, name);
    return answer({ name, deleted: true });
  })
  .get("/:name/versions/:version{[0-9]{1,9}}", async ({ req, env }) =>
    answer(taken(await routeBookOf(env).read(req.param("name"), Number(req.param("version"))))),
  )
  .post("/:name/versions", async ({ req, env }) => {
    const name = req.param("name");
    const { elements, activate } = parseBody(NewVersion, await body(req.raw));
    const published = taken(await routeBookOf(env).publish(name, elements, activate));
    forgetRoute(env, name);
    return answer(published, 201);
  })
  .put("/:name/active", async ({ req, env }) => {
    const name = req.param("name");
    const { version } = parseBody(Activation, await body(req.raw));
    const active = taken(await routeBookOf(env).activate(name, version));
    forgetRoute(env, name);
    return answer(active);
  })
  .post("/:name/evaluate", async ({ req, env }) => {
    const sample = parseBody(Sample, await body(req.raw));
    const headers = Object.entries(sample.headers).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]);
    const { route, version, attempts } = await createRoutes(env).look({
      task: "text",
      model: `dynamic/${req.param("name")}`,
      input: { messages: [] },
      metadata: checkMetadata(sample.metadata, "metadata"),
      routing: {
        body: sample.body ?? {},
        headers: Object.fromEntries(headers) as Record<string, string>,
      },
    });
    return answer({
      name: route,
      version,
      attempts: attempts.map(({ counters: _counters, ...attempt }) => attempt),
    });
  });

function body(request: Request): Promise<unknown> {
  return readJsonBody(request, HTTP_LIMITS.routeBytes);
}

function taken<T extends RouteDetail | null>(given: Answer<T>): T {
  if (given.ok) return given.value;
  throw errorOf(given.error);
}

function answer(value: object, status = 200): Response {
  return Response.json(value, { status, headers: DATA_HEADERS });
}
