import { expect, it } from "vitest";
import { SOUND_MIX, soundGains } from "./sound-gains.ts";
import type { Mood } from "./sound-gains.ts";

const mood = (more: Partial<Mood> = {}): Mood => ({
  isInCall: true,
  agentState: "listening",
  isUserSpeaking: false,
  ...more,
});

it("C54: the background is heard in a call, and gives way to either voice quickly", () => {
  expect(soundGains(mood({ isInCall: false })).background.gain).toBe(0);
  const calm = soundGains(mood(), 0.5).background;
  expect(calm.gain).toBe(0.5);
  for (const voice of [mood({ agentState: "speaking" }), mood({ isUserSpeaking: true })]) {
    const { background } = soundGains(voice, 0.5);
    expect(background.gain).toBe(0.5 * SOUND_MIX.under);
    expect(background.overS).toBeLessThan(calm.overS);
  }
});

it("C54: the thinking sound begins late, and ends with the first word", () => {
  const thinking = soundGains(mood({ agentState: "thinking" })).thinking;
  expect(thinking).toMatchObject({ gain: SOUND_MIX.volume, afterS: SOUND_MIX.thinkingAfterS });
  expect(soundGains(mood({ agentState: "speaking" })).thinking).toMatchObject({
    gain: 0,
    afterS: 0,
  });
  const over = mood({ agentState: "thinking", isUserSpeaking: true });
  expect(soundGains(over).thinking.gain).toBe(0);
  expect(soundGains(mood({ agentState: "thinking", isInCall: false })).thinking.gain).toBe(0);
});
