import { REPLY_RATE } from "../shared/protocol/version.ts";
import { startProduct } from "../tests/product/started-product.ts";
import { createGateway } from "../worker/gateway/gateway.ts";
import type { Gateway } from "../worker/gateway/run-types.ts";
import { readClips } from "./clips.ts";
import { BenchModels, spoken } from "./turns/bench-models.ts";
import { BenchSession, benchClock } from "./turns/bench-session.ts";
import { OVER, ROOMS, TURNS, USER_VOICES } from "./turns/corpus.ts";
import type { OverItem, SpokenTurn, UserVoice } from "./turns/corpus.ts";
import { runEcho } from "./turns/run-echo.ts";
import { runOver } from "./turns/run-over.ts";
import { runTurn } from "./turns/run-turn.ts";
import { inRoom, joined, noiseOf, silence, trimmed } from "./turns/sounds.ts";
import { turnsReport } from "./turns/turns-report.ts";
import type { MeasuredOver, MeasuredTurn, TurnsReport } from "./turns/turns-report.ts";

/** The room is heard for so long after what is said, in milliseconds. */
const TAIL_MS = 2_500;

/** One sound of the corpus, ready for the microphone. */
interface Sound<Item> {
  readonly item: Item;
  readonly name: string;
  readonly samples: Int16Array;
}

/**
 * Measures when turns end and what stops the agent: a corpus of human recordings and synthetic voices,
 * through the real voice activity detection, recognizer, turn machine and interpreter, on a virtual
 * clock with the delays of a quiet machine. `progress` gets a line per sound.
 */
export async function measureTurns(progress: (line: string) => void): Promise<TurnsReport> {
  const product = await startProduct();
  try {
    const models = createGateway({
      PARLEY_LOCAL_URL: product.localUrl,
      PARLEY_LOCAL_KEY: product.localKey,
    });
    const voice = new Map<string, Promise<Int16Array>>();
    const turns: MeasuredTurn[] = [];
    for await (const { item, name, samples } of turnSounds(models)) {
      const result = await inSession(models, voice, (session) =>
        runTurn(session, samples, TAIL_MS),
      );
      const pauses = item.parts.filter((part) => typeof part === "number").length;
      turns.push({ ...result, name, pauses });
      progress(
        `${name}: ${result.cut ? "CUT" : Math.round(result.endMs ?? Number.NaN)} ${result.words}`,
      );
    }
    const overs: MeasuredOver[] = [];
    for await (const { item, name, samples } of overSounds(models)) {
      const result = await inSession(models, voice, (session, bench) =>
        item.kind === "echo"
          ? runEcho(session, bench, Number.parseInt(item.says.replace("−", "-"), 10))
          : runOver(session, bench, samples, TAIL_MS),
      );
      overs.push({ ...result, name, kind: item.kind });
      progress(`${name}: ${JSON.stringify(result)}`);
    }
    return turnsReport(turns, overs);
  } finally {
    await product.stop();
  }
}

async function inSession<T>(
  models: Gateway,
  voice: Map<string, Promise<Int16Array>>,
  run: (session: BenchSession, models: BenchModels) => Promise<T>,
): Promise<T> {
  const clock = benchClock();
  const bench = new BenchModels(clock, models, voice);
  const session = new BenchSession(clock, bench);
  try {
    return await run(session, bench);
  } finally {
    session.close();
  }
}

/** Every turn by every voice in every room, and every human recording in every room. */
async function* turnSounds(models: Gateway): AsyncGenerator<Sound<SpokenTurn>> {
  let seed = 0;
  for (const user of USER_VOICES)
    for (const item of TURNS) {
      const speech = await speechOf(models, item, user);
      for (const room of ROOMS)
        yield {
          item,
          name: nameOf(item.parts.join(" "), user, room),
          samples: around(speech, room, ++seed),
        };
    }
  for (const { name, samples } of readClips())
    for (const room of ROOMS)
      yield {
        item: { kind: "turn", parts: [name] },
        name: nameOf(name, "human", room),
        samples: around(trimmed(toInt16(samples), 16_000), room, ++seed),
      };
}

async function* overSounds(models: Gateway): AsyncGenerator<Sound<OverItem>> {
  let seed = 10_000;
  yield* humanInterruptions(20_000);
  for (const item of OVER) {
    // An echo follows what is played: the session makes it.
    if (item.kind === "echo") {
      for (const room of ROOMS)
        yield {
          item,
          name: nameOf(`echo ${item.says}`, "", room),
          samples: inRoom(silence(6_000), undefined, ++seed),
        };
      continue;
    }
    if (item.kind === "noise") {
      const sound = joined([noiseOf(item.says, ++seed), silence(TAIL_MS)]);
      for (const room of ROOMS)
        yield {
          item,
          name: nameOf(`noise ${item.says}`, "", room),
          samples: inRoom(sound, room, ++seed),
        };
      continue;
    }
    for (const user of USER_VOICES) {
      const speech = trimmed(await spoken(models, item.says, user), REPLY_RATE);
      for (const room of ROOMS)
        yield {
          item,
          name: nameOf(item.says, user, room),
          samples: inRoom(joined([speech, silence(TAIL_MS)]), room, ++seed),
        };
    }
  }
}

/** Recordings that somebody could interrupt with; the others are single numbers and cards. */
const SENTENCES = /^(librivox|goforward|something)/;

/** People interrupt with whole sentences too. */
function* humanInterruptions(seed: number): Generator<Sound<OverItem>> {
  for (const { name, samples } of readClips().filter((clip) => SENTENCES.test(clip.name)))
    for (const room of ROOMS) {
      const sound = joined([trimmed(toInt16(samples), 16_000), silence(TAIL_MS)]);
      yield {
        item: { kind: "interruption", says: name },
        name: nameOf(name, "human", room),
        samples: inRoom(sound, room, ++seed),
      };
    }
}

async function speechOf(
  models: Gateway,
  { parts }: SpokenTurn,
  user: UserVoice,
): Promise<Float32Array> {
  const pieces: Float32Array[] = [];
  for (const part of parts)
    pieces.push(
      typeof part === "number"
        ? silence(part)
        : trimmed(await spoken(models, part, user), REPLY_RATE),
    );
  return joined(pieces);
}

/** The turn between moments of the room alone. */
function around(speech: Float32Array, room: number | undefined, seed: number): Int16Array {
  return inRoom(joined([silence(400), speech, silence(TAIL_MS)]), room, seed);
}

function nameOf(says: string, by: string, room: number | undefined): string {
  return [says, by, room === undefined ? "quiet" : `${room} dB`]
    .filter((part) => part !== "")
    .join(", ");
}

function toInt16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) => Math.max(-32_768, Math.min(32_767, sample * 32_768)));
}
