/**
 * Loaded before @portkey-ai/gateway, whose own code stays as published. It adds headers to the
 * response of `fetch`, which Node 24 forbids (TypeError: immutable), so that each streamed request
 * would be answered 500: here a response of `fetch` is one whose headers can be changed.
 */
const { fetch, Response } = globalThis;

globalThis.fetch = async (input, init) => {
  const { body, status, statusText, headers } = await fetch(input, init);
  return new Response(body, { status, statusText, headers: new Headers(headers) });
};
