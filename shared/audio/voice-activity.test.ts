import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { extractVad, vadSourcePath } from "../../scripts/build/extract-vad.ts";
import { createSileroVad, VAD_FRAME } from "./silero-vad.ts";
import { readRecording } from "../../tests/fixtures/recordings.ts";
import type { VoiceActivityEvent, VoiceActivityState } from "./voice-activity.ts";
import { CONVERSATION, createVoiceActivity } from "./voice-activity.ts";

const FRAME = 512;
const activity = createVoiceActivity({
  ...CONVERSATION,
  offset: 0.35,
  pauseMs: 160,
  endMs: 480,
});

/** Runs frames given as a string: digits are tenths of probability, `.` is silence, `#` is 1. */
function run(frames: string, from: VoiceActivityState = activity.initial, position = 0) {
  let state = from;
  const events: (VoiceActivityEvent & { readonly frame: number })[] = [];
  for (const [i, sign] of frames.split("").entries()) {
    const probability = sign === "#" ? 1 : sign === "." ? 0.01 : Number(sign) / 10;
    const [next, happened] = activity.step(state, probability, position + i * FRAME);
    state = next;
    for (const event of happened) events.push({ ...event, frame: i });
  }
  return { state, events, types: events.map((event) => event.type) };
}

describe("voice activity", () => {
  it("A1: three voiced frames of four start speech, fewer do not", () => {
    expect(run("..###").types).toEqual(["speech-start"]);
    expect(run("..#.##").types).toEqual(["speech-start"]);
    expect(run("..##.#").types).toEqual(["speech-start"]);
    expect(run("..##..##..##..").types).toEqual([]);
    expect(run("..#.#.#.#.#..").types).toEqual([]);
  });

  it("A2: the start is the first voiced sample, the pre-roll 200 ms earlier, not before 0", () => {
    const late = run("..........#.##").events[0];
    expect(late).toMatchObject({ at: 10 * FRAME, from: 10 * FRAME - 3200, frame: 13 });
    expect(run(".###").events[0]).toMatchObject({ at: FRAME, from: 0 });
  });

  it("A3: 0.4 carries speech on, but neither starts nor resumes it", () => {
    expect(run("4444444444").types).toEqual([]);
    expect(run("###4444444444444444444").types).toEqual(["speech-start"]);
    expect(run("###.....44444444444").types).toEqual(["speech-start", "pause", "speech-end"]);
    expect(run("###33333").types).toEqual(["speech-start", "pause"]);
  });

  it("A4: 160 ms of silence make a pause at the last voiced sample; less does not", () => {
    expect(run("#####....#....#....#").types).toEqual(["speech-start"]);
    expect(run("#####.....").events[1]).toEqual({ type: "pause", at: 5 * FRAME, frame: 9 });
  });

  it("A5: two voiced frames of three resume; one alone neither resumes nor delays the end", () => {
    expect(run("#####.......#.#").events[2]).toEqual({ type: "resume", at: 12 * FRAME, frame: 14 });
    const blip = run("#####.........#.....");
    expect(blip.types).toEqual(["speech-start", "pause", "speech-end"]);
    expect(blip.events[2]).toEqual({ type: "speech-end", at: 5 * FRAME, frame: 19 });
  });

  it("A6: 480 ms of silence end speech at the position of the pause", () => {
    const { events } = run(`#####${".".repeat(15)}`);
    expect(events.slice(1)).toEqual([
      { type: "pause", at: 5 * FRAME, frame: 9 },
      { type: "speech-end", at: 5 * FRAME, frame: 19 },
    ]);
    expect(run(`#####${".".repeat(14)}`).types).toEqual(["speech-start", "pause"]);
  });

  it("A7: a voiced frame at the deadline holds the end back", () => {
    expect(run(`#####${".".repeat(14)}##`).types).toEqual(["speech-start", "pause", "resume"]);
    expect(run(`#####${".".repeat(14)}#.`).types).toEqual(["speech-start", "pause", "speech-end"]);
  });

  it("A8: whatever comes, events keep their order and positions do not go back", () => {
    let seed = 7;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const after: Record<string, readonly string[]> = {
      "": ["speech-start"],
      "speech-start": ["pause"],
      pause: ["resume", "speech-end"],
      resume: ["pause"],
      "speech-end": ["speech-start"],
    };
    let state = activity.initial;
    let position = 0;
    let last = "";
    let at = 0;
    let seen = 0;
    let loud = false;
    for (let i = 0; i < 50_000; i++) {
      if (random() < 0.08) loud = !loud;
      const [next, events] = activity.step(state, random() * 0.7 + (loud ? 0.3 : 0), position);
      state = next;
      for (const event of events) {
        expect(after[last]).toContain(event.type);
        expect(event.at).toBeGreaterThanOrEqual(at);
        ({ type: last, at } = event);
        seen++;
      }
      position += random() < 0.01 ? 40 * FRAME : FRAME;
    }
    expect(seen).toBeGreaterThan(1_000);
  });

  it("A9: a leap over missing frames is silence", () => {
    const speaking = run("#####").state;
    expect(run(".", speaking, 9 * FRAME).types).toEqual(["pause"]);
    expect(run(".", speaking, 50 * FRAME).events).toEqual([
      { type: "pause", at: 5 * FRAME, frame: 0 },
      { type: "speech-end", at: 5 * FRAME, frame: 0 },
    ]);
    expect(run("##", speaking, 50 * FRAME).types).toEqual(["pause", "resume"]);
  });

  it("A10: stop ends what is open", () => {
    expect(activity.stop(run("#####").state)).toEqual([
      activity.initial,
      [
        { type: "pause", at: 5 * FRAME },
        { type: "speech-end", at: 5 * FRAME },
      ],
    ]);
    expect(activity.stop(run("#####......").state)[1]).toEqual([
      { type: "speech-end", at: 5 * FRAME },
    ]);
    expect(activity.stop(run("##").state)).toEqual([activity.initial, []]);
  });

  it("A11: a state is plain data and goes on the same after a round trip", () => {
    const frames = "..#.###..#......#.##......................";
    for (let cut = 0; cut < frames.length; cut++) {
      const first = run(frames.slice(0, cut));
      const stored = JSON.parse(JSON.stringify(first.state)) as VoiceActivityState;
      const second = run(frames.slice(cut), stored, cut * FRAME);
      expect([...first.types, ...second.types]).toEqual(run(frames).types);
    }
  });

  it.each(["cards/001.wav", "cards/003.wav", "cards/004.wav", "cards/005.wav"])(
    "A12: start and end of %s lie within 160 ms of the energy's",
    (name) => {
      const speech = readRecording(name);
      const lead = 16_000;
      const signal = new Float32Array(lead + speech.length + 24_000);
      signal.set(speech, lead);
      const loud = [...signal.keys()].filter((i) => Math.abs(signal[i]!) > 0.05);

      const vad = createSileroVad(extractVad(readFileSync(vadSourcePath())).buffer as ArrayBuffer);
      let state = activity.initial;
      const events: VoiceActivityEvent[] = [];
      for (let at = 0; at + VAD_FRAME <= signal.length; at += VAD_FRAME) {
        const probability = vad.process(signal.subarray(at, at + VAD_FRAME));
        const [next, happened] = activity.step(state, probability, at);
        state = next;
        events.push(...happened);
      }
      expect(events.filter(({ type }) => type === "speech-end")).toHaveLength(1);
      expect(Math.abs(events[0]!.at - loud[0]!)).toBeLessThan(2_560);
      expect(events.at(-1)!.type).toBe("speech-end");
      expect(Math.abs(events.at(-1)!.at - loud.at(-1)!)).toBeLessThan(2_560);
    },
  );
});
