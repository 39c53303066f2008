import { AppError } from "../../../../shared/errors/app-error.ts";
import type { Fetch } from "../../providers/provider.ts";
import {
  brokeOff,
  errorOfStatus,
  unreachable,
  unreadable,
} from "../../providers/upstream-error.ts";

/** Who is called, and how much of the answer is believed. */
export interface GuardedCall {
  readonly provider: string;
  readonly model: string;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** Longest answer that is read whole, or longest line of one that is streamed, in bytes. */
  readonly longest: { readonly answer: number } | { readonly line: number };
}

/**
 * The provider's 2xx answer with a body, unread, or an AppError. Redirects are not followed: the key
 * belongs to this address alone.
 */
export async function fetchAnswer(
  { provider, model, signal, fetch }: Omit<GuardedCall, "longest">,
  input: RequestInfo | URL,
  init: RequestInit | undefined,
): Promise<Response & { readonly body: ReadableStream<Uint8Array> }> {
  const url = input instanceof Request ? input.url : String(input);
  let response: Response;
  try {
    response = await fetch(url, { ...init, redirect: "manual" });
  } catch (thrown) {
    signal.throwIfAborted();
    throw unreachable(provider, thrown);
  }
  if (!response.ok) {
    await response.body?.cancel();
    const retryAfter = response.headers.get("retry-after");
    throw errorOfStatus(provider, model, response.status, retryAfter);
  }
  if (response.body === null) throw unreadable(provider);
  return response as Response & { readonly body: ReadableStream<Uint8Array> };
}

/** A fetch for a package, and what went wrong in it. */
export interface GuardedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** The failure in our own words: what the package makes of it may quote the provider. */
  failure(): AppError | undefined;
}

const LINE_FEED = 10;

/**
 * The platform's fetch as the provider packages call it: an answer other than 2xx, a connection that
 * fails or breaks, and a line that is too long become AppErrors before a package has read them.
 */
export function guardedFetch(call: GuardedCall): GuardedFetch {
  let failure: AppError | undefined;
  const fail = (error: AppError): AppError => (failure ??= error);
  return {
    failure: () => failure,
    async fetch(input, init) {
      const response = await fetchAnswer(call, input, init as RequestInit).catch(
        (thrown: unknown) => {
          throw thrown instanceof AppError ? fail(thrown) : thrown;
        },
      );
      const body = guardBody(response.body, call, fail);
      return new Response(body, { status: response.status, headers: response.headers });
    },
  };
}

function guardBody(
  body: ReadableStream<Uint8Array>,
  { provider, signal, longest }: GuardedCall,
  fail: (error: AppError) => AppError,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const limit = "answer" in longest ? longest.answer : longest.line;
  let held = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let result: { done: boolean; value?: Uint8Array | undefined };
      try {
        result = await reader.read();
      } catch (thrown) {
        controller.error(signal.aborted ? signal.reason : fail(brokeOff(provider, thrown)));
        return;
      }
      if (result.done || result.value === undefined) {
        controller.close();
        return;
      }
      const { length } = result.value;
      const last = "line" in longest ? result.value.lastIndexOf(LINE_FEED) : -1;
      const first = last === -1 ? length : result.value.indexOf(LINE_FEED);
      const isTooLong = held + first > limit;
      held = last === -1 ? held + length : length - last - 1;
      if (!isTooLong && held <= limit) {
        controller.enqueue(result.value);
        return;
      }
      await reader.cancel().catch(() => undefined);
      controller.error(fail(unreadable(provider)));
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
