/** On every answer, whatever it is. */
const ALWAYS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
} as const;

/** On pages and what they load: nobody frames, embeds or extends them. */
export function pageHeaders(url: URL): Readonly<Record<string, string>> {
  return {
    ...ALWAYS,
    "content-security-policy": pagePolicy(url),
    "permissions-policy": "microphone=(self), camera=(self)",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    ...(url.protocol === "https:" ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}

/** On data: it is never a document, so it may do nothing at all should a browser open it as one. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  ...ALWAYS,
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "cache-control": "no-store",
};

/**
 * The pages' policy (https://www.w3.org/TR/CSP3/). The socket's own address is named besides
 * `'self'`, which older browsers don't take to mean ws: and wss:.
 */
export function pagePolicy(url: URL): string {
  const socket = `${url.protocol === "https:" ? "wss:" : "ws:"}//${url.host}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    `connect-src 'self' ${socket}`,
    "img-src 'self' blob: data:",
    "media-src blob:",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}
