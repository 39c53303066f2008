/**
 * The binding ASSETS on one machine: in front of workerd's disk service, which knows neither content
 * types nor index pages, and lists folders. It behaves as Cloudflare's static assets do by default.
 */

/** @type {Readonly<Record<string, string>>} */
const CONTENT_TYPES = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  wav: "audio/wav",
  webmanifest: "application/manifest+json",
  webp: "image/webp",
  woff2: "font/woff2",
};

/** Vite puts a hash of the content into these names. */
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/;

/**
 * Where a page may be in the folder, in the order of trying.
 * @param {string} path
 * @returns {string[]}
 */
function candidates(path) {
  if (path.endsWith("/")) return [`${path}index.html`];
  return [path, `${path}.html`, `${path}/index.html`];
}

/**
 * @param {string} path
 * @returns {Headers}
 */
function fileHeaders(path) {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return new Headers({
    "content-type": CONTENT_TYPES[extension] ?? "application/octet-stream",
    "cache-control": HASHED.test(path)
      ? "public, max-age=31536000, immutable"
      : "public, max-age=0, must-revalidate",
  });
}

export default {
  /**
   * @param {Request} request
   * @param {{ FILES: { fetch(url: string, init: RequestInit): Promise<Response> } }} env
   * @returns {Promise<Response>}
   */
  async fetch(request, env) {
    const { method } = request;
    if (method !== "GET" && method !== "HEAD") return new Response(null, { status: 405 });
    for (const path of candidates(new URL(request.url).pathname)) {
      const file = await env.FILES.fetch(`http://files${path}`, { method });
      // A folder is answered with a list of its files, as JSON; a file always as octets.
      if (file.ok && file.headers.get("content-type") === "application/octet-stream")
        return new Response(file.body, { headers: fileHeaders(path) });
      await file.body?.cancel();
    }
    return new Response("Not found", { status: 404 });
  },
};
