import { Hono } from "hono";
import { AppError } from "../../shared/errors/app-error.ts";
import type { AppEnv } from "../env.ts";
import { pageHeaders } from "../middleware/security-headers.ts";

/** Headers of the caller that matter to a file. */
const PASSED = ["accept", "if-none-match", "if-modified-since", "range"];

/** The built client: everything that is no API, with headers that let it do what it must only. */
export const assets = new Hono<AppEnv>().on(["GET", "HEAD"], "*", async ({ env, req }) => {
  const url = new URL(req.url);
  if (env.ASSETS === undefined || url.pathname.startsWith("/v1/"))
    throw new AppError("not_found", "There is nothing at this address.");
  const headers = new Headers();
  for (const name of PASSED) {
    const value = req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  const request = new Request(`${url.origin}${url.pathname}`, { method: req.method, headers });
  const file = await env.ASSETS.fetch(request);
  const answer = new Headers(file.headers);
  for (const [name, value] of Object.entries(pageHeaders(url))) answer.set(name, value);
  return new Response(file.body, { status: file.status, headers: answer });
});
