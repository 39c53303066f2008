import { describe, expect, it } from "vitest";
import assets from "./assets-worker.mjs";

const FOLDER = "application/json";
const FILE = "application/octet-stream";
/** What workerd's disk service answers, by path. */
const disk: Readonly<Record<string, string>> = {
  "/": FOLDER,
  "/index.html": FILE,
  "/widget": FOLDER,
  "/widget/index.html": FILE,
  "/about.html": FILE,
  "/assets": FOLDER,
  "/assets/app-B1x_9-aZ.js": FILE,
  "/data.json": FILE,
};
const FILES = {
  fetch: async (url: string) => {
    const type = disk[new URL(url).pathname];
    if (type === undefined) return new Response(null, { status: 404 });
    return new Response("body", { headers: { "content-type": type } });
  },
};
const get = (path: string, method = "GET"): Promise<Response> =>
  assets.fetch(new Request(`http://localhost${path}`, { method }), { FILES });

describe("the assets worker", () => {
  it.each([
    ["/", "text/html; charset=utf-8"],
    ["/widget/", "text/html; charset=utf-8"],
    ["/widget", "text/html; charset=utf-8"],
    ["/about", "text/html; charset=utf-8"],
    ["/assets/app-B1x_9-aZ.js", "text/javascript; charset=utf-8"],
    ["/data.json", "application/json; charset=utf-8"],
  ])("serves %s as %s", async (path, type) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
  });

  it("keeps what has a hash in its name for good, and nothing else", async () => {
    const hashed = await get("/assets/app-B1x_9-aZ.js");
    expect(hashed.headers.get("cache-control")).toContain("immutable");
    expect((await get("/")).headers.get("cache-control")).toContain("must-revalidate");
  });

  it("lists no folder and answers 404 for what is not there", async () => {
    expect((await get("/assets")).status).toBe(404);
    expect((await get("/nothing.js")).status).toBe(404);
  });

  it("refuses to write", async () => {
    expect((await get("/index.html", "PUT")).status).toBe(405);
  });
});
