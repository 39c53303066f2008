/** What the living form shows: all values 0 to 1, but `time`, in seconds of its own motion. */
export interface VoicePose {
  /** Level of the user's voice. */
  readonly user: number;
  /** Level of the agent's voice. */
  readonly agent: number;
  /** How far the two halves have come together: 0 apart (no conversation), 1 a ring. */
  readonly together: number;
  /** How much the agent's half stirs while it thinks. */
  readonly thinking: number;
  /** Presence of the user's half: 1 in full, less while muted. */
  readonly presence: number;
  readonly time: number;
}

/** What the pose moves towards; the levels are those of this moment. */
export type VoicePoseTarget = Omit<VoicePose, "time">;

/** The form before anything has happened. */
export const REST_POSE: VoicePose = {
  user: 0,
  agent: 0,
  together: 0,
  thinking: 0,
  presence: 1,
  time: 0,
};

/** Time constants of the easing, in milliseconds: a voice rises fast and falls slowly. */
const EASE_MS = { rise: 55, fall: 220, shape: 320 } as const;

/** Below this distance from its target a value has arrived. */
const SETTLED = 0.004;

/**
 * Moves a pose towards its target for `elapsedMs`, independent of the frame rate: exponential
 * easing, so two steps of 8 ms end where one of 16 ms does.
 */
export function easePose(pose: VoicePose, target: VoicePoseTarget, elapsedMs: number): VoicePose {
  const level = (from: number, to: number): number =>
    ease(from, clamp(to), to > from ? EASE_MS.rise : EASE_MS.fall, elapsedMs);
  const shape = (from: number, to: number): number =>
    ease(from, clamp(to), EASE_MS.shape, elapsedMs);
  return {
    user: level(pose.user, target.user),
    agent: level(pose.agent, target.agent),
    together: shape(pose.together, target.together),
    thinking: shape(pose.thinking, target.thinking),
    presence: shape(pose.presence, target.presence),
    time: pose.time + elapsedMs / 1000,
  };
}

/** Whether nothing would visibly change any more, so that drawing may stop. */
export function isSettled(pose: VoicePose, target: VoicePoseTarget): boolean {
  return (
    Math.abs(pose.user - clamp(target.user)) < SETTLED &&
    Math.abs(pose.agent - clamp(target.agent)) < SETTLED &&
    Math.abs(pose.together - target.together) < SETTLED &&
    Math.abs(pose.thinking - target.thinking) < SETTLED &&
    Math.abs(pose.presence - target.presence) < SETTLED
  );
}

function ease(from: number, to: number, constantMs: number, elapsedMs: number): number {
  return to + (from - to) * Math.exp(-Math.max(0, elapsedMs) / constantMs);
}

function clamp(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}
