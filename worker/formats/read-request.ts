import type { RunRequest, Task } from "../gateway/run-types.ts";

/** A request as a format's codec has read it. */
export interface ReadRequest<T extends Task> {
  /** Without a signal, options and metadata, which come with the HTTP request. */
  readonly run: RunRequest<T> & { readonly model: string };
  /** Whether the answer is a stream. */
  readonly stream: boolean;
  /**
   * The first field that only the provider's own format can carry. Where the lane is not native the
   * request must be refused, as the answer would not be what was asked for.
   */
  readonly nativeOnly: string | undefined;
}
