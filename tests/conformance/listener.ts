/** Reads a response's body until it has said something. */
export class Listener {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  text = "";

  constructor(response: Response) {
    if (response.body === null) throw new Error("There is no body.");
    this.#reader = response.body.getReader();
  }

  async until(text: string): Promise<void> {
    while (!this.text.includes(text)) if (!(await this.#more())) throw new Error(this.text);
  }

  async rest(): Promise<string> {
    while (await this.#more());
    return this.text;
  }

  drop(): Promise<void> {
    return this.#reader.cancel();
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    this.text += this.#decoder.decode(value, { stream: true });
    return !done;
  }
}
