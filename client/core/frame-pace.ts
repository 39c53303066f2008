/** When a picture of a camera or a shared screen is worth being sent. Times in milliseconds. */
export const FRAME_PACE = {
  /** Between two glances at the source: they cost next to nothing. */
  glanceMs: 500,
  /** Shortest time between two pictures while the user speaks. */
  talkingMs: 1_000,
  /** The same while nobody does. */
  quietMs: 3_000,
  /** A source that never changes is sent again after this time. */
  refreshMs: 30_000,
  /** A dot of the thumbnail has changed when its brightness (0…255) differs by more. */
  dotDifference: 10,
  /** Share of the dots that have to change: a line of text on a screen is as small. */
  changedShare: 0.005,
} as const;

/** What was sent last of one source. */
export interface FramePace {
  readonly sentAt: number;
  readonly thumbnail: Uint8Array;
}

/** A glance at a source. */
export interface Glance {
  readonly now: number;
  /** Brightness of a few hundred dots, 0…255, the same number each time. */
  readonly thumbnail: Uint8Array;
  /** Whether the user is speaking. */
  readonly isTalking: boolean;
}

/** Whether what is seen now should be sent. `pace` is undefined before the first picture. */
export function isDue(pace: FramePace | undefined, glance: Glance): boolean {
  if (pace === undefined) return true;
  const since = glance.now - pace.sentAt;
  if (since < (glance.isTalking ? FRAME_PACE.talkingMs : FRAME_PACE.quietMs)) return false;
  return since >= FRAME_PACE.refreshMs || hasChanged(pace.thumbnail, glance.thumbnail);
}

function hasChanged(before: Uint8Array, now: Uint8Array): boolean {
  if (before.length !== now.length) return true;
  let changed = 0;
  for (let index = 0; index < now.length; index++)
    if (Math.abs(now[index]! - before[index]!) > FRAME_PACE.dotDifference) changed++;
  return changed >= Math.max(1, FRAME_PACE.changedShare * now.length);
}
