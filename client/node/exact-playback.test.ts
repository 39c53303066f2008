import { expect, it } from "vitest";
import { createManualClock } from "../../shared/testing/manual-clock.ts";
import { createRecorderOutput } from "./recorder-output.ts";
import { welcome } from "../core/testing/fake-server.ts";
import { createHarness, settled } from "../core/testing/harness.ts";

/** Samples of the reply: 3 s. */
const TOTAL = 72_000;
/** Words, and where each is said. */
const CAPTIONS = Array.from({ length: 30 }, (_, index) => ({
  text: `w${index}`,
  from: index * 2_400,
}));

/** Numbers from 0 to below 1; the same for the same seed (a linear congruential generator). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A server that says one reply, holds and releases it, loses sockets, and with each of them frames
 * and captions that were on their way. Returns what the client played, showed and reported.
 */
async function converse(seed: number) {
  const random = randomOf(seed);
  const clock = createManualClock();
  const output = createRecorderOutput(clock);
  const h = createHarness({ clock, output });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  await h.client.startCall();
  const socket = () => h.server.socket();
  h.server.mode = "silent";
  socket().send({ type: "reply-start", turn: 1, message: "m1" });
  let [sent, told, ducked, losses] = [0, 0, false, 0];

  const hold = (state: boolean) => {
    ducked = state;
    socket().send({ type: state ? "duck" : "unduck", turn: 1 });
  };
  const frame = (arrives: boolean) => {
    const length = Math.min(TOTAL - sent, 1 + Math.floor(random() * 2_400));
    for (; told < CAPTIONS.length && CAPTIONS[told]!.from < sent + length; told++)
      if (arrives) socket().send({ type: "caption", turn: 1, ...CAPTIONS[told]! });
    if (arrives && length > 0) socket().sendReply(1, sent, length);
    sent += length;
  };
  const end = () =>
    socket().send({ type: "reply-end", turn: 1, samples: TOTAL, reason: "complete" });
  const lose = async () => {
    losses++;
    for (let lost = Math.floor(random() * 3); lost > 0; lost--) frame(false);
    const before = h.server.sockets.length;
    socket().close(1006);
    await settled();
    while (h.server.sockets.length === before) await pass(100);
    const [hello] = socket().messages;
    const has = hello?.type === "hello" ? hello.resume?.samples : undefined;
    const from = Math.max(0, (has ?? 0) - Math.floor(random() * 1_000));
    ducked = random() < 0.5;
    told = CAPTIONS.filter((caption) => caption.from < sent).length;
    socket().send(
      { ...welcome(), resuming: 1 },
      {
        type: "reply-resume",
        turn: 1,
        message: "m1",
        from,
        captions: CAPTIONS.slice(0, told),
        ducked,
      },
    );
    sent = from;
    await settled();
  };

  while (sent < TOTAL) {
    const chance = random();
    if (chance < 0.1) hold(!ducked);
    else if (chance < 0.15 && losses < 8) await lose();
    else frame(true);
    await pass(Math.floor(random() * 100));
  }
  end();
  await lose();
  while (sent < TOTAL) frame(true);
  end();
  hold(false);
  await settled();
  for (let step = 0; step < 100; step++) await pass(100);
  return {
    recording: output.recording(),
    captions: h.heard("caption").map(({ text }) => text),
    reports: socket().messages.filter((message) => message.type === "played"),
  };
}

it.each(Array.from({ length: 6 }, (_, seed) => seed))(
  "C33, C36: whatever is held and lost, each sample is played once (seed %i)",
  async (seed) => {
    const { recording, captions, reports } = await converse(seed);
    expect(recording).toHaveLength(TOTAL);
    expect(recording.every((sample, index) => sample === (index & 0x7fff))).toBe(true);
    expect(captions).toEqual(CAPTIONS.map(({ text }) => text));
    expect(reports.filter(({ done }) => done)).toEqual([
      { type: "played", turn: 1, samples: TOTAL, done: true },
    ]);
  },
);
