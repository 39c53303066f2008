import type { TurnMetrics } from "../../core/events.ts";
import { formatMs } from "./format-ms.ts";

/** One bar of the chart: a piece of work, in milliseconds since the user stopped. */
export interface TimingBar {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** Whose time it is: waiting for the user, work of the models, or the way to the ear. */
  readonly kind: "waiting" | "hearing" | "thinking" | "speaking" | "travelling";
}

/** A turn without a picture has looked for one, and is quicker than this. */
const SHORTEST_LOOK_MS = 10;

/** What a turn took, for people. */
export interface TimingStory {
  /** One line that says the most. */
  readonly headline: string;
  /** The whole story, in the order in which it happened. */
  readonly sentences: readonly string[];
  readonly bars: readonly TimingBar[];
  /** Ends of the chart's axis, in milliseconds. */
  readonly from: number;
  readonly to: number;
  /** What the axis begins and ends with. */
  readonly startLabel: string;
  readonly endLabel: string;
  /** What the figures mean, and what else is worth knowing. */
  readonly notes: readonly string[];
}

/**
 * Tells where a turn's time went. All figures count from the moment that the user stopped (or sent
 * the text), so that they can be compared; pieces of work overlap and don't add up.
 * @returns undefined when nothing was measured.
 */
export function timingStory(metrics: TurnMetrics): TimingStory | undefined {
  const typed = metrics.endpoint === undefined && metrics.transcript === undefined;
  const start = typed ? "you sent it" : "you stopped";
  const sound = metrics.firstAudioMs ?? metrics.firstAudio;
  const sentences = storySentences(metrics, start);
  const last = sentences.at(-1);
  if (last === undefined) return undefined;
  const bars = timingBars(metrics);
  const from = Math.min(0, ...bars.map((bar) => bar.from));
  const to = Math.max(1, sound ?? 0, ...bars.map((bar) => bar.to));
  return {
    headline: sound === undefined ? capital(last) : `First sound ${formatMs(sound)} after ${start}`,
    sentences,
    bars,
    from,
    to,
    startLabel: from < 0 ? `${formatMs(-from)} before ${start}` : capital(start),
    endLabel: to === sound ? `First sound, ${formatMs(to)}` : formatMs(to),
    notes: storyNotes(metrics, start),
  };
}

function storySentences(metrics: TurnMetrics, start: string): string[] {
  const sentences: string[] = [];
  if (metrics.endpoint !== undefined)
    sentences.push(`I waited ${formatMs(metrics.endpoint)} to be sure you had finished`);
  if (metrics.transcript !== undefined)
    sentences.push(`your words were ready after ${formatMs(metrics.transcript)}`);
  if (metrics.firstToken !== undefined)
    sentences.push(`first word of the answer after ${formatMs(metrics.firstToken)}`);
  const sound = metrics.firstAudioMs ?? metrics.firstAudio;
  if (sound !== undefined) sentences.push(`first sound ${formatMs(sound)} after ${start}`);
  return sentences.map((sentence, index) => (index === 0 ? capital(sentence) : sentence));
}

function timingBars(metrics: TurnMetrics): TimingBar[] {
  const { endpoint, transcript, firstToken, firstClause, firstAudio, firstAudioMs, models } =
    metrics;
  const bars: TimingBar[] = [];
  const add = (kind: TimingBar["kind"], label: string, from?: number, to?: number): void => {
    if (from !== undefined && to !== undefined && to >= from) bars.push({ kind, label, from, to });
  };
  add("waiting", "Waiting to be sure you had finished", 0, endpoint);
  add(
    "hearing",
    "Turning your voice into words",
    before(transcript, models?.transcribe),
    transcript,
  );
  add(
    "thinking",
    "Thinking up to the first word",
    before(firstToken, models?.firstToken),
    firstToken,
  );
  add("thinking", "Finishing the first phrase", firstToken, firstClause);
  add(
    "speaking",
    "Giving it a voice",
    before(firstAudio, models?.firstSpeech) ?? firstClause,
    firstAudio,
  );
  add("travelling", "On its way to your ears", firstAudio, firstAudioMs);
  return bars;
}

function storyNotes(metrics: TurnMetrics, start: string): string[] {
  const notes = [`All times count from the moment ${start}. Work that overlaps runs side by side.`];
  if (metrics.speculative === true)
    notes.push("I began to answer in your pause, before I was sure that you had finished.");
  const see = metrics.models?.see;
  if (see !== undefined && see >= SHORTEST_LOOK_MS)
    notes.push(`Looking at the picture took ${formatMs(see)}.`);
  return notes;
}

function before(end: number | undefined, duration: number | undefined): number | undefined {
  return end === undefined || duration === undefined ? undefined : end - duration;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
