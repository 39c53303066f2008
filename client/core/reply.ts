import { REPLY_RATE } from "../../shared/protocol/version.ts";
import type { PlaybackReport } from "./audio-ports.ts";
import type { CaptionInfo } from "./events.ts";

/** Milliseconds between two reports to the server about the same reply. */
export const REPORT_MS = 200;

/** One answer on its way through the loudspeaker. */
export interface Reply {
  readonly turn: number;
  /** Id of the message that it says. */
  readonly message: string;
  /**
   * `queued`: nothing was heard yet. `audible`: it can be heard. `ducked`: it is held where it is.
   * `stopping`: it was flushed, the output's last report is awaited. `over`: everything is known.
   */
  readonly state: "queued" | "audible" | "ducked" | "stopping" | "over";
  /** The sample where it begins here: 0, unless it was begun elsewhere. */
  readonly start: number;
  /** Samples received: the position that the next frame should have. */
  readonly received: number;
  /** When its first sound arrived. */
  readonly arrivedAt: number | undefined;
  readonly played: number;
  /** All its samples, once the server has said so. */
  readonly total: number | undefined;
  readonly captions: readonly CaptionInfo[];
  /** How many of `captions` have been shown. */
  readonly shown: number;
  /** When the server was told last. */
  readonly reportedAt: number;
}

/** What follows from a change of a reply. */
export type ReplyEffect =
  | { readonly type: "caption"; readonly caption: CaptionInfo }
  /** `bufferMs`: from the first frame's arrival to the first sound. */
  | {
      readonly type: "heard-first";
      readonly turn: number;
      readonly at: number;
      readonly bufferMs: number;
    }
  | { readonly type: "report"; readonly reply: Reply }
  | { readonly type: "interrupted"; readonly turn: number; readonly samples: number };

type Result = readonly [Reply, readonly ReplyEffect[]];

/** An answer that begins, here with sample `start`. */
export function startReply(turn: number, message: string, start = 0): Reply {
  return {
    turn,
    message,
    state: "queued",
    start,
    received: start,
    arrivedAt: undefined,
    played: start,
    total: undefined,
    captions: [],
    shown: 0,
    reportedAt: Number.NEGATIVE_INFINITY,
  };
}

/** Whether anything about this reply still matters: frames, captions, reports. */
export function isLive(reply: Reply): boolean {
  return reply.state === "queued" || reply.state === "audible" || reply.state === "ducked";
}

/** Whether all of it was played. */
export function isPlayed(reply: Reply): boolean {
  return reply.total !== undefined && reply.played >= reply.total;
}

/**
 * Takes note of a frame. `skip` tells how many of its samples came before (a repetition after a
 * reconnect): all of them where nothing is new.
 */
export function receiveFrame(
  reply: Reply,
  frame: { readonly position: number; readonly length: number; readonly now: number },
): readonly [Reply, { readonly skip: number }] {
  const { position, length, now } = frame;
  const end = position + length;
  const skip = Math.min(length, Math.max(0, reply.received - position));
  if (skip === length) return [reply, { skip }];
  const total = reply.total !== undefined && end > reply.total ? undefined : reply.total;
  return [{ ...reply, received: end, total, arrivedAt: reply.arrivedAt ?? now }, { skip }];
}

/** A caption arrived; it is shown once its sound has begun, or at once where nothing is played. */
export function addCaption(reply: Reply, caption: CaptionInfo, plays: boolean): Result {
  return showCaptions({ ...reply, captions: [...reply.captions, caption] }, plays);
}

/**
 * It goes on after the socket was lost: the captions so far are all known again. Of a reply that was
 * begun elsewhere those that lie before `start` are shown at once.
 */
export function resumeReply(
  reply: Reply,
  captions: readonly CaptionInfo[],
  plays: boolean,
): Result {
  return showCaptions({ ...reply, captions }, plays);
}

/** The server has sent everything. */
export function endReply(reply: Reply, total: number, now: number): Result {
  return settle({ ...reply, total }, now);
}

/** The output reports; the last of the samples can be heard at `now`. */
export function playReply(
  reply: Reply,
  report: Pick<PlaybackReport, "samples" | "state">,
  now: number,
): Result {
  if (reply.state === "over") return [reply, []];
  const next = { ...reply, played: Math.max(reply.played, report.samples) };
  const [after, effects] = afterReport(next, report.state, now);
  if (reply.played > reply.start || next.played === reply.start) return [after, effects];
  const at = now - replyMs(next.played - next.start);
  const bufferMs = Math.max(0, at - (reply.arrivedAt ?? at));
  return [after, [{ type: "heard-first", turn: reply.turn, at, bufferMs }, ...effects]];
}

function afterReport(reply: Reply, output: PlaybackReport["state"], now: number): Result {
  switch (reply.state) {
    case "stopping":
      return output === "over" ? stopReply(reply) : [reply, []];
    case "ducked":
      if (isPlayed(reply)) return settle(reply, now);
      return [reply, output === "held" ? [{ type: "report", reply }] : []];
    default:
      return settle(withSound(reply), now);
  }
}

/** Where it is now that it is not held. */
function withSound(reply: Reply): Reply {
  return { ...reply, state: reply.played > reply.start ? "audible" : "queued" };
}

/** It is held; the output says where, unless nothing of it is there. */
export function duckReply(reply: Reply): Result {
  const next: Reply = { ...reply, state: "ducked" };
  return [next, reply.received === reply.start ? [{ type: "report", reply: next }] : []];
}

/** It goes on. */
export function unduckReply(reply: Reply): Result {
  return showCaptions(withSound(reply), true);
}

/** It was told to stop; the output's last report will say where. */
export function flushReply(reply: Reply): Reply {
  return { ...reply, state: "stopping" };
}

/** It stopped: what was heard is final. */
export function stopReply(reply: Reply): Result {
  const { turn, played } = reply;
  const next: Reply = { ...reply, state: "over" };
  const report: ReplyEffect = { type: "report", reply: next };
  return [next, played > 0 ? [report, { type: "interrupted", turn, samples: played }] : [report]];
}

/** Milliseconds of a reply's samples. */
export function replyMs(samples: number): number {
  return (samples * 1000) / REPLY_RATE;
}

/** Shows what is due, reports to the server when it is time, and ends when everything was played. */
function settle(reply: Reply, now: number): Result {
  const done = isPlayed(reply);
  const [shown, effects] = showCaptions(done ? { ...reply, state: "over" } : reply, true);
  if (!done && (shown.state !== "audible" || now - shown.reportedAt < REPORT_MS))
    return [shown, effects];
  const next = { ...shown, reportedAt: now };
  return [next, [...effects, { type: "report", reply: next }]];
}

function showCaptions(reply: Reply, plays: boolean): Result {
  const due = ({ from }: CaptionInfo) => !plays || from < reply.start || isDue(reply, from);
  const effects: ReplyEffect[] = [];
  let shown = reply.shown;
  for (; shown < reply.captions.length && due(reply.captions[shown]!); shown++)
    effects.push({ type: "caption", caption: reply.captions[shown]! });
  return shown === reply.shown ? [reply, []] : [{ ...reply, shown }, effects];
}

function isDue({ state, played }: Reply, from: number): boolean {
  return state === "over" || (state === "audible" && from <= played);
}
