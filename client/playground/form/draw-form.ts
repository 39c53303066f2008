import type { VoicePose } from "./voice-pose.ts";
import { FADE, voiceStrokes } from "./voice-strokes.ts";

/** Colours of the form, as `#rrggbb`, and how inks mix where the lines cross. */
export interface FormInk {
  readonly user: string;
  readonly agent: string;
  readonly mix: "multiply" | "screen";
}

/**
 * Draws the form into a square canvas context.
 * @param size The square's side in CSS pixels; the context is scaled for the device already.
 */
export function drawForm(
  context: CanvasRenderingContext2D,
  size: number,
  pose: VoicePose,
  ink: FormInk,
): void {
  const half = size / 2;
  context.clearRect(0, 0, size, size);
  context.globalCompositeOperation = ink.mix;
  context.lineWidth = Math.max(0.8, size / 360);
  context.lineJoin = "round";
  context.lineCap = "round";
  const fading = {
    user: fade(context, half, ink.user, -1),
    agent: fade(context, half, ink.agent, 1),
  };
  for (const { voice, points, opacity } of voiceStrokes(pose)) {
    context.strokeStyle = fading[voice];
    context.globalAlpha = opacity;
    context.beginPath();
    for (let index = 0; index < points.length; index += 2) {
      const x = half + (points[index] ?? 0) * half;
      const y = half + (points[index + 1] ?? 0) * half;
      if (index === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
  context.globalCompositeOperation = "source-over";
}

/** Way along the fade → alpha. Many lines lie upon each other at the tips, so it falls steeply. */
const FADING = [
  [0, "ff"],
  [0.25, "70"],
  [0.5, "24"],
  [0.75, "08"],
  [1, "00"],
] as const;

function fade(
  context: CanvasRenderingContext2D,
  half: number,
  color: string,
  side: 1 | -1,
): CanvasGradient {
  const gradient = context.createLinearGradient(
    half + side * FADE.from * half,
    0,
    half + side * FADE.to * half,
    0,
  );
  for (const [at, alpha] of FADING) gradient.addColorStop(at, `${color}${alpha}`);
  return gradient;
}
