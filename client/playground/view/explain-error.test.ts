import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../../shared/errors/error-codes.ts";
import { VoiceError } from "../../core/voice-error.ts";
import type { DeviceReason } from "../../core/voice-error.ts";
import { explainError } from "./explain-error.ts";

const CODES = [
  ...(Object.keys(ERROR_CODES) as (keyof typeof ERROR_CODES)[]),
  "connection_failed",
  "connection_lost",
  "connection_closed",
  "microphone_failed",
  "playback_failed",
  "image_failed",
  "camera_failed",
  "screen_failed",
] as const;

const REASONS: readonly DeviceReason[] = [
  "blocked",
  "already-in-use",
  "not-found",
  "invalid-constraints",
  "not-supported",
  "unknown",
];

describe("an error in words", () => {
  it.each(CODES)("P8: %s says what happened and what to do, in sentences", (code) => {
    const { title, advice } = explainError(new VoiceError(code, "", { stage: "think" }));
    expect(title).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
    expect(`${title} ${advice}`).not.toContain(code.includes("_") ? code : "undefined");
  });

  it.each(REASONS)("P8: a microphone that is %s can be tried again, and typing works", (reason) => {
    const error = new VoiceError("microphone_failed", "", { stage: "microphone", reason });
    const { action, actionLabel, advice } = explainError(error);
    expect(action).toBe("retry-microphone");
    expect(actionLabel).not.toBe("");
    expect(advice).toContain("Typing works");
  });

  it("P8: each reason of a microphone has advice of its own", () => {
    const advices = REASONS.filter((reason) => reason !== "unknown").map(
      (reason) =>
        explainError(new VoiceError("microphone_failed", "", { stage: "microphone", reason }))
          .advice,
    );
    expect(new Set(advices).size).toBe(advices.length);
  });

  it("P8: each reason of a camera has advice of its own", () => {
    const known = REASONS.filter((one) => one !== "unknown" && one !== "invalid-constraints");
    const advices = known.map(
      (reason) =>
        explainError(new VoiceError("camera_failed", "", { stage: "camera", reason })).advice,
    );
    expect(new Set(advices).size).toBe(advices.length);
  });

  it("P8: names the stage that failed", () => {
    const of = (stage: "listen" | "speak"): string =>
      explainError(new VoiceError("model_failed", "", { stage })).title;
    expect(of("listen")).toContain("hears");
    expect(of("speak")).toContain("speaks");
  });
});
