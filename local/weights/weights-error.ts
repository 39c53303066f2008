/** Why weights are not there, in one sentence that tells a person what to do. */
export class WeightsError extends Error {
  override readonly name = "WeightsError";
}
