/** Every number that bounds what the vision part accepts, does and says. */
export const VISION_LIMITS = {
  /** Bytes of one encoded image. */
  imageBytes: 8 * 1024 * 1024,
  /** Width × height of one image; what decodes to more is refused before it is decoded. */
  imagePixels: 40_000_000,
  /** Characters of a question that are looked at. */
  questionLength: 1_000,
  /** Requests that run and that may wait. */
  running: 1,
  waiting: 4,
  /** After this long without an image the worker and its models are let go, in milliseconds. */
  idleMs: 5 * 60_000,
  /** Longest time for reading text in one image, in milliseconds; then there is none. */
  readMs: 10_000,

  /** Side of the square that the detector sees, in pixels (the model's own). */
  detectorSide: 512,
  /** A detection counts as seen from this score on, */
  certainScore: 0.5,
  /** and as possible from this one; below are mostly errors (measured on photos without objects). */
  possibleScore: 0.4,
  /** Boxes of one kind that overlap more (intersection over union) are one object, */
  sameKindOverlap: 0.5,
  /** and of two kinds that overlap more, the likelier one stays. */
  otherKindOverlap: 0.75,
  /** Objects that are reported. */
  objects: 20,

  /** Longest side for reading text, in pixels; smaller pictures are enlarged, at most twice. */
  readerSide: 1_600,
  /** Tesseract's confidence (0–100) that a word and, on average, a line needs. */
  wordConfidence: 60,
  lineConfidence: 75,
  /** A line with fewer letters and digits than this is short, and needs more confidence. */
  shortLine: 5,
  shortLineConfidence: 88,
  /** Characters of read text that are kept, and that go into the prose. */
  textLength: 4_000,
  spokenTextLength: 600,
} as const;
