/** Every limit of the ledger, in one place. */
export const LEDGER_LIMITS = {
  /** Days that records are kept. */
  keepDays: 90,
  /** Milliseconds between two deletions of old records. */
  sweepMs: 6 * 60 * 60_000,
  /** Fields that spend may be grouped by at once. */
  groupFields: 8,
  /** Longest name of a metadata key, in characters. */
  keyLength: 256,
  /** Groups of one answer. */
  groups: 10_000,
  /** Largest metadata of one record, as JSON in UTF-16 code units; larger is left out and said so. */
  metadataLength: 64 * 1024,
} as const;
