import type { AppError } from "../../shared/errors/app-error.ts";
import type { TimedText } from "../../shared/speech/heard-text.ts";
import { AsyncQueue } from "../../shared/streams/async-queue.ts";
import { prefetch } from "../../shared/streams/prefetch.ts";
import type { KeptClauses } from "./kept-clauses.ts";
import { withoutFirst } from "./kept-clauses.ts";
import type { ReplyAudio } from "./reply-audio.ts";
import type { RecordedSpeech } from "./recorded-speech.ts";
import type { SessionPorts } from "./session-ports.ts";
import { voiceClause } from "./voiced-clause.ts";
import type { VoicedClause, VoicedFor } from "./voiced-clause.ts";

/** How long a clause is taken to be until its sound is complete: 15 characters a second. */
const SAMPLES_PER_CHARACTER = 1_600;
/** Clauses that the speech model works on ahead of the one that is being sent. */
const CLAUSES_AHEAD = 1;

/** What a reply's sound is made for and with. */
export interface ReplySpeech extends VoicedFor {
  readonly ports: SessionPorts;
  readonly audio: ReplyAudio;
  readonly committed: Promise<void>;
  /** A clause that a client has begun to get, whose rest is made again. */
  readonly partial: KeptClauses["partial"];
  readonly recorded: RecordedSpeech | undefined;
  readonly mark: (moment: "speaking" | "firstSpeech") => void;
  readonly problem: (error: AppError) => void;
  /** Where a new clause begins is known; its end is a guess. */
  readonly begins: (text: string, from: number, to: number) => void;
  /** The last clause's sound is all made. */
  readonly ends: (to: number, voice: TimedText["voice"]) => void;
}

interface Begun {
  readonly voiced: VoicedClause;
  /** Samples of it that are there. */
  readonly skip: number;
  readonly isNew: boolean;
}

/** Has the clauses said, one after the other, and sends them. */
export async function speakClauses(
  clauses: AsyncIterable<string>,
  speech: ReplySpeech,
): Promise<void> {
  const { audio } = speech;
  const begun = new AsyncQueue<Begun>();
  const placed = placeAll(begun, speech, audio.made);
  placed.catch(() => undefined);
  for await (const { voiced, skip } of prefetch(begin(clauses, begun, speech), CLAUSES_AHEAD)) {
    for await (const chunk of withoutFirst(voiced.audio, skip)) audio.append(chunk);
    await audio.drain();
  }
  begun.end();
  await placed;
}

/** Starts the speech model on each clause as it comes. */
async function* begin(
  clauses: AsyncIterable<string>,
  begun: AsyncQueue<Begun>,
  speech: ReplySpeech,
): AsyncGenerator<Begun> {
  const { mark, problem, ports, partial, recorded } = speech;
  const events = { first: () => mark("firstSpeech"), problem };
  const start = (text: string, skip: number, isNew: boolean): Begun => {
    mark("speaking");
    const voiced = voiceClause(text, speech, ports, events, recorded);
    const one = { voiced, skip, isNew };
    begun.push(one);
    return one;
  };
  if (partial !== undefined) yield start(partial.text, partial.skip, false);
  for await (const text of clauses) yield start(text, 0, true);
}

/** Tells each clause's place as soon as it is known, which is before it is played. */
async function placeAll(
  clauses: AsyncIterable<Begun>,
  { committed, signal, begins, ends }: ReplySpeech,
  start: number,
): Promise<void> {
  let from = start;
  for await (const { voiced, skip, isNew } of clauses) {
    await committed;
    signal.throwIfAborted();
    if (isNew) begins(voiced.text, from, from + voiced.text.length * SAMPLES_PER_CHARACTER);
    const made = await voiced.samples;
    // What was made of a clause that was cut off tells nothing of its length.
    signal.throwIfAborted();
    const voice = voiced.bounds.within(from - skip);
    from += Math.max(0, made - skip);
    ends(from, voice);
  }
}
