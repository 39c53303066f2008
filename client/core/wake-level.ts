/** Loudness, on the meter's scale of 0…1 (60 dB). */
const LEVELS = {
  /** What is quieter is nobody who talks to the device: −42 dB of full scale. */
  least: 0.3,
  /** So much louder than the room: 9 dB. */
  aboveRoom: 0.15,
  /** How fast the room's loudness follows upwards, per frame; downwards it follows at once. */
  rise: 0.002,
} as const;

/** Frames of 20–40 ms that have to be loud one after the other: a knock on the table is shorter. */
const FRAMES = 3;

/** What is known of a room in which nobody speaks. */
export interface WakeLevel {
  /** The room's own loudness. */
  readonly room: number;
  /** Frames in a row that were louder. */
  readonly loud: number;
}

/** Nothing heard yet. */
export const initialWakeLevel: WakeLevel = { room: 1, loud: 0 };

/** Takes the loudness of the next frame; tells whether somebody seems to speak. */
export function wakesAt(wake: WakeLevel, level: number): readonly [WakeLevel, boolean] {
  const isLoud = level >= Math.max(LEVELS.least, wake.room + LEVELS.aboveRoom);
  const room = Math.min(level, wake.room + LEVELS.rise);
  const loud = isLoud ? wake.loud + 1 : 0;
  return [{ room, loud }, loud >= FRAMES];
}
