import { drawForm } from "./draw-form.ts";
import type { FormInk } from "./draw-form.ts";
import { easePose, isSettled, REST_POSE } from "./voice-pose.ts";
import type { VoicePose, VoicePoseTarget } from "./voice-pose.ts";

/** Where the form goes, asked anew for every frame. */
export interface FormSource {
  /** Draws where the form ends up and nothing in between. */
  readonly still: boolean;
  readonly target: () => VoicePoseTarget;
  /** Whether it moves even when it has arrived. */
  readonly lively: () => boolean;
}

/** A form that is being drawn. */
export interface RunningForm {
  /** Something changed: draw until it has settled again. */
  wake(): void;
  stop(): void;
}

/** About 30 frames a second: calm enough for the eye, and it leaves the processor to the models. */
const FRAME_MS = 31;
/** The longest step, so that the form doesn't leap after the page slept. */
const LONGEST_STEP_MS = 100;
const SETTLE_MS = 4_000;

/** Keeps a canvas showing the form, in the colours `--form-user`, `--form-agent` and `--form-mix`. */
export function startForm(canvas: HTMLCanvasElement, source: FormSource): RunningForm {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let pose: VoicePose = REST_POSE;
  let last: number | undefined;
  let frame: number | undefined;

  const draw = (): void => {
    const context = canvas.getContext("2d");
    const size = canvas.clientWidth;
    if (context === null || size === 0) return;
    const scale = window.devicePixelRatio;
    const pixels = Math.round(size * scale);
    if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    drawForm(context, size, pose, inkOf(canvas));
  };

  const step = (now: number): void => {
    frame = undefined;
    const elapsed = last === undefined ? FRAME_MS : now - last;
    if (elapsed < FRAME_MS - 1) {
      schedule();
      return;
    }
    last = now;
    const target = source.target();
    pose = source.still
      ? easePose({ ...pose, time: 0 }, target, SETTLE_MS)
      : easePose(pose, target, Math.min(elapsed, LONGEST_STEP_MS));
    draw();
    if (source.lively() || !isSettled(pose, target)) schedule();
    else last = undefined;
  };

  const schedule = (): void => {
    frame ??= requestAnimationFrame(step);
  };

  const observer = new ResizeObserver(draw);
  observer.observe(canvas);
  dark.addEventListener("change", draw);
  const theme = new MutationObserver(draw);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  schedule();

  return {
    wake: schedule,
    stop: () => {
      if (frame !== undefined) cancelAnimationFrame(frame);
      observer.disconnect();
      theme.disconnect();
      dark.removeEventListener("change", draw);
    },
  };
}

function inkOf(canvas: HTMLCanvasElement): FormInk {
  const style = getComputedStyle(canvas);
  return {
    user: style.getPropertyValue("--form-user").trim(),
    agent: style.getPropertyValue("--form-agent").trim(),
    mix: style.getPropertyValue("--form-mix").trim() === "screen" ? "screen" : "multiply",
  };
}
