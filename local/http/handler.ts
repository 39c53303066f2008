/**
 * Answers one request. `signal` aborts when the client's connection closes before the answer is
 * complete; pass it down to the model. A thrown {@link ./http-error.ts HttpError} becomes its
 * answer; anything else becomes a 500 without details. A body that is a ReadableStream is sent as
 * it comes, with backpressure; when the client goes away it is cancelled.
 */
export type Handler = (request: Request, signal: AbortSignal) => Promise<Response>;

/**
 * Answers one POST whose JSON body has been read, limited and parsed to an object. Used where one
 * route (`/v1/chat/completions`) belongs to several models: the server looks at `model` and picks.
 */
export type JsonHandler = (
  body: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<Response>;
