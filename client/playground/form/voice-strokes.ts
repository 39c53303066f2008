import type { VoicePose } from "./voice-pose.ts";

/** One line of the form: x and y in turn, in a square from -1 to 1 with y downwards. */
export interface VoiceStroke {
  readonly voice: "user" | "agent";
  readonly opacity: number;
  readonly points: Float32Array;
}

/** Lines of each half. */
export const LINES_PER_VOICE = 26;
/** Points of each line. */
export const POINTS_PER_LINE = 97;

/** Nothing is drawn nearer to the middle, so that a button has room there. */
export const INNER_RADIUS = 0.44;
/** Nothing is drawn further out. */
export const OUTER_RADIUS = 0.98;
const RADIUS = 0.68;
/** Angle, to each side of a half's middle, that its lines span: more than a right angle, so that the halves cross. */
const SPAN = Math.PI * 0.62;
const APART = 0.07;
/** Where along x a half begins to fade towards its tips, and where it is gone; of the agent, mirrored for the user. */
export const FADE = { from: 0.18, to: -0.16 } as const;

/**
 * The two halves of the form, as lines. Each voice is a bundle of fine lines bent like a bracket:
 * the user's on the left, the agent's on the right. They cross at their tips, a voice swells its
 * bundle, and thinking sends a wave along the agent's.
 */
export function voiceStrokes(pose: VoicePose): VoiceStroke[] {
  const strokes: VoiceStroke[] = [];
  for (const voice of ["user", "agent"] as const)
    for (let line = 0; line < LINES_PER_VOICE; line += 1)
      strokes.push(stroke(voice, (line / (LINES_PER_VOICE - 1)) * 2 - 1, pose));
  return strokes;
}

function stroke(voice: "user" | "agent", rank: number, pose: VoicePose): VoiceStroke {
  const side = voice === "user" ? -1 : 1;
  const level = voice === "user" ? pose.user : pose.agent;
  const thinking = voice === "agent" ? pose.thinking : 0;
  const presence = voice === "user" ? pose.presence : 1;
  const t = pose.time;
  const shift = side * APART * (1 - pose.together);
  const width = (0.066 + 0.13 * level + 0.03 * thinking) * (0.35 + 0.65 * presence);
  const points = new Float32Array(POINTS_PER_LINE * 2);
  for (let index = 0; index < POINTS_PER_LINE; index += 1) {
    const along = (index / (POINTS_PER_LINE - 1)) * 2 - 1;
    const taper = (1 - along * along) ** 1.35;
    const twist = Math.sin(along * Math.PI * 1.15 + rank * 0.9 + t * 0.42 * side);
    const voiceWave =
      level *
      (0.06 * Math.sin(along * 8.5 - t * 5.2 + rank * 1.7) +
        0.035 * Math.sin(along * 15 + t * 7.4 + rank * 2.6));
    const thought = thinking * 0.075 * Math.sin(along * 6 - t * 3.4 + rank * 1.35);
    const swing =
      taper * (rank * width * (0.8 + 0.2 * twist) + 0.026 * twist + voiceWave + thought);
    const radius = RADIUS + soften(swing);
    const angle = along * SPAN;
    points[index * 2] = side * radius * Math.cos(angle) + shift;
    points[index * 2 + 1] = radius * Math.sin(angle);
  }
  const edge = 1 - 0.55 * Math.abs(rank);
  return { voice, points, opacity: edge * (0.25 + 0.75 * presence) };
}

/** Keeps a swing between the radii without a visible edge. */
function soften(swing: number): number {
  const room = swing < 0 ? RADIUS - INNER_RADIUS - APART : OUTER_RADIUS - RADIUS - APART;
  return room * Math.tanh(swing / room);
}
