import { amplitudeToDecibels } from "../../shared/audio/pcm.ts";

/** What a meter shows as nothing: a quiet room's noise lies below. */
const FLOOR_DECIBELS = -60;

/** A root mean square (0…1 of full scale) as a meter's 0…1, linear in decibels as ears are. */
export function meterLevel(rootMeanSquare: number): number {
  const share = 1 - amplitudeToDecibels(rootMeanSquare) / FLOOR_DECIBELS;
  return Math.min(1, Math.max(0, share));
}
