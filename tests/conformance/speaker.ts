import type { ScriptedUpstream, UpstreamRequest } from "../fixtures/scripted-upstream.ts";

/** An upstream whose events the test says one by one; it answers the next request. */
export class Speaker {
  readonly #begun = Promise.withResolvers<UpstreamRequest>();
  #write: (text: string) => Promise<void> = () => Promise.reject(new Error("Nobody asked."));
  #end: () => void = () => undefined;

  constructor(upstream: ScriptedUpstream) {
    upstream.play((request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      this.#write = (text) => new Promise((resolve) => response.write(text, () => resolve()));
      this.#end = () => response.end();
      this.#begun.resolve(request);
    });
  }

  /** The call that was made. */
  request(): Promise<UpstreamRequest> {
    return this.#begun.promise;
  }

  async say(text: string): Promise<void> {
    await this.#begun.promise;
    await this.#write(text);
  }

  end(): void {
    this.#end();
  }
}
