/**
 * The whole server-sent events at the beginning of a text, and the rest. An event ends with an empty
 * line (https://html.spec.whatwg.org/multipage/server-sent-events.html); texts keep their own line
 * ends, so that they are passed on as they came.
 */
export function splitEvents(text: string): { readonly events: string[]; readonly rest: string } {
  const events: string[] = [];
  let start = 0;
  for (const match of text.matchAll(/\r?\n\r?\n/g)) {
    const end = match.index + match[0].length;
    events.push(text.slice(start, end));
    start = end;
  }
  return { events, rest: text.slice(start) };
}

/**
 * The events of a body as they come, decoded from UTF-8. What is left at its end without an empty
 * line is given as an event of its own. Throws RangeError when an event is longer than `limit` code
 * units, and what the body throws.
 */
export async function* eventsOfBody(
  body: ReadableStream<Uint8Array>,
  limit: number,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });
  const reader = body.getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      text += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const { events, rest } = splitEvents(text);
      text = rest;
      yield* events;
      if (text.length > limit) throw new RangeError("A server-sent event is too long.");
      if (done) break;
    }
    if (text !== "") yield text;
  } finally {
    // A body that ended or broke refuses this, and there is nobody to tell.
    reader.cancel().catch(() => undefined);
  }
}
