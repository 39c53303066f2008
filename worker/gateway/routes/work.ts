import { AppError } from "../../../shared/errors/app-error.ts";

/**
 * What looking at one request may cost. Going on as if a test had failed would let a request get
 * around it by being large, so it is refused.
 */
export class Work {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  /** Throws AppError `too_large` when there was too much. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0)
      throw new AppError("too_large", "The request is too large for the conditions of its route.");
  }
}
