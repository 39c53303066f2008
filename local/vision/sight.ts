/** A box in shares (0…1) of the picture's width and height, from the top left. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One detected object. `label` is one of the 80 kinds of COCO, `score` is 0…1. */
export interface Detection {
  readonly label: string;
  readonly score: number;
  readonly box: Box;
}

/** What the models found in a picture. */
export interface Findings {
  /** Likeliest first; among them possible ones (see VISION_LIMITS.certainScore). */
  readonly objects: readonly Detection[];
  /** The text in the picture, line by line; empty when there is none. Hostile input. */
  readonly text: string;
  /** The one or two colours that cover most of it, the largest first. */
  readonly colours: readonly string[];
}

/** {@link Findings} and the sentences that tell of them. */
export interface Sight extends Findings {
  readonly prose: string;
}
