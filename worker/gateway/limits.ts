import type { Task } from "./run-types.ts";

/** Every limit of the gateway, in one place. */
export interface GatewayLimits {
  /**
   * Milliseconds that an attempt may take until its first event; after that it is a `timeout`. A
   * task that answers in one piece (speech to text) has its whole answer in that time.
   */
  readonly firstEventMs: Readonly<Record<Task, number>>;
  /** Milliseconds between two events of one answer before it counts as stalled. */
  readonly stallMs: number;
  /** Upstream calls of one run, whatever its policy. */
  readonly attempts: number;
  /** Tries per model, the first included, where a request doesn't say. */
  readonly attemptsPerModel: number;
  /** Longest wait before another try, in milliseconds; who must wait longer is told to. */
  readonly retryWaitMs: number;
  /** UTF-16 code units of thoughts that are held until the answer begins; with more it has begun. */
  readonly heldLength: number;
  /** Longest broken answer that another model goes on with, in UTF-16 code units. */
  readonly continuedLength: number;
  /** Largest packed request that may be answered from the cache, in bytes. */
  readonly cachedRequestBytes: number;
  /** Bytes of an answer that can be kept and joined, and seconds for which it is kept. */
  readonly cachedAnswerBytes: number;
  /** Bytes of all answers together that are being given and can be joined. */
  readonly sharedAnswersBytes: number;
  readonly cacheSeconds: number;
  readonly longestCacheSeconds: number;
  /** Longest server-sent event, in UTF-16 code units. */
  readonly eventLength: number;
  /** Longest JSON answer that is read whole (a transcript), in bytes. */
  readonly answerBytes: number;
  /** Longest JSON answer with embeddings, in bytes. */
  readonly embeddingBytes: number;
  /** Longest JSON answer with pictures, in bytes. */
  readonly imageBytes: number;
  /** Longest input of one tool call, in UTF-16 code units. */
  readonly toolInputLength: number;
  /** Tool calls of one answer. */
  readonly toolCalls: number;
}

export const GATEWAY_LIMITS: GatewayLimits = {
  firstEventMs: {
    text: 10_000,
    embedding: 15_000,
    "text-to-image": 60_000,
    "speech-to-text": 15_000,
    "text-to-speech": 10_000,
    "image-to-text": 30_000,
  },
  stallMs: 15_000,
  attempts: 8,
  attemptsPerModel: 2,
  retryWaitMs: 4_000,
  heldLength: 256 * 1024,
  continuedLength: 256 * 1024,
  cachedRequestBytes: 4 * 1024 * 1024,
  cachedAnswerBytes: 8 * 1024 * 1024,
  sharedAnswersBytes: 32 * 1024 * 1024,
  cacheSeconds: 300,
  longestCacheSeconds: 30 * 24 * 3600,
  eventLength: 1024 * 1024,
  answerBytes: 1024 * 1024,
  embeddingBytes: 16 * 1024 * 1024,
  imageBytes: 32 * 1024 * 1024,
  toolInputLength: 32 * 1024,
  toolCalls: 16,
};
