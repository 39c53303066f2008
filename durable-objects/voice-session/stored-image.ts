import type { LiveSource } from "../../shared/protocol/conversation.ts";

/** A picture as it is kept. */
export interface StoredImage extends ImageFacts {
  readonly data: Uint8Array;
}

/** What is known of a picture, without its bytes: they are megabytes, and prompts are made often. */
export interface ImageFacts {
  readonly id: number;
  readonly mediaType: string;
  readonly description: string | undefined;
  /** Where it comes from, when it is one of those that follow each other. */
  readonly source: LiveSource | undefined;
}

/** A live picture that no message has taken. */
export type WaitingLive = {
  id: number;
  connection: string;
  number: number;
  source: LiveSource;
  mediaType: string;
  described: number;
};
