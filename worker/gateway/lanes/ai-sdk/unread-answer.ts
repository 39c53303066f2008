import type { LanguageModelV4, LanguageModelV4CallOptions } from "@ai-sdk/provider";
import { unreadable } from "../../providers/upstream-error.ts";
import type { GuardedCall } from "./guarded-fetch.ts";
import { fetchAnswer } from "./guarded-fetch.ts";

/** Ends a package's call when its request is sent; made once, for its stack costs. */
const UNREAD = new Error("The answer is read elsewhere.");

/**
 * Sends the request that a package writes, and gives back the 2xx answer's body, which the package
 * does not get to see: a package reads a stream through five others, which takes several times as
 * long as all the rest of a call. Throws AppError for what goes wrong upstream, and what the package
 * throws of a request that it can't write.
 */
export async function unreadAnswer(
  call: Omit<GuardedCall, "longest">,
  load: (fetch: typeof globalThis.fetch) => Promise<LanguageModelV4>,
  optionsFor: (language: LanguageModelV4) => Promise<LanguageModelV4CallOptions>,
): Promise<ReadableStream<Uint8Array>> {
  let outcome: { readonly body: ReadableStream<Uint8Array> } | { readonly thrown: unknown } | null =
    null;
  const language = await load(async (url, init) => {
    try {
      outcome = await fetchAnswer(call, url, init as RequestInit);
    } catch (thrown) {
      outcome = { thrown };
    }
    throw UNREAD;
  });
  const options = await optionsFor(language);
  try {
    await language.doStream(options);
  } catch (thrown) {
    if (outcome === null) throw thrown;
  }
  return bodyOf(outcome, call.provider);
}

function bodyOf(
  outcome: { readonly body: ReadableStream<Uint8Array> } | { readonly thrown: unknown } | null,
  provider: string,
): ReadableStream<Uint8Array> {
  if (outcome === null) throw unreadable(provider);
  if ("thrown" in outcome) throw outcome.thrown;
  return outcome.body;
}
