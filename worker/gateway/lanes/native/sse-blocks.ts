/** Ends of a server-sent event: an empty line (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
const END = /\r?\n\r?\n|\r\r/g;

/** Cuts a body into its server-sent events, each with its own line ends, as it came. */
export class SseBlocks {
  readonly #decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: false });
  #text = "";

  /** UTF-16 code units of the event that is not whole yet. */
  get length(): number {
    return this.#text.length;
  }

  /** The events that are whole now. */
  add(chunk: Uint8Array): readonly string[] {
    const text = this.#text + this.#decoder.decode(chunk, { stream: true });
    const events: string[] = [];
    let start = 0;
    for (const match of text.matchAll(END)) {
      const end = match.index + match[0].length;
      events.push(text.slice(start, end));
      start = end;
    }
    this.#text = text.slice(start);
    return events;
  }

  /** What is left at the body's end, as it came: a reader may make sense of it. */
  rest(): readonly string[] {
    const text = this.#text + this.#decoder.decode();
    this.#text = "";
    return text === "" ? [] : [text];
  }
}
