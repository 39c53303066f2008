/** Why an image is refused: it is no image of a known kind, too many pixels, or damaged. */
export type ImageFault = "unsupported" | "too_large" | "damaged";

/** An image that can't be looked at. `message` is a sentence for whoever sent it. */
export class UnreadableImage extends Error {
  override readonly name = "UnreadableImage";
  readonly fault: ImageFault;

  constructor(fault: ImageFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
