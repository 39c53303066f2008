/** A picture that waits for the next message. */
export type PendingImage = {
  /** Tells it apart on this page. */
  readonly key: number;
  readonly name: string;
  /** Blob URL of the file itself. */
  readonly previewUrl: string;
} & (
  | { readonly state: "preparing" }
  /** `number` names it to the server. */
  | { readonly state: "ready"; readonly number: number }
);
