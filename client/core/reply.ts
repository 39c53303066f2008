import { REPLY_RATE } from "../../shared/protocol/version.ts";
import type { CaptionInfo } from "./events.ts";

/** Milliseconds between two reports to the server about the same reply. */
export const REPORT_MS = 200;

/** One answer on its way through the loudspeaker. */
export interface Reply {
  readonly turn: number;
  /** Id of the message that it says. */
  readonly message: string;
  /**
   * `queued`: nothing was heard yet. `audible`: it can be heard. `stopping`: it was flushed, the
   * output's last report is awaited. `over`: everything is known.
   */
  readonly state: "queued" | "audible" | "stopping" | "over";
  /** Samples received: the position that the next frame should have. */
  readonly received: number;
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
  | { readonly type: "heard-first"; readonly turn: number; readonly at: number }
  | {
      readonly type: "report";
      readonly turn: number;
      readonly samples: number;
      readonly done: boolean;
    }
  | { readonly type: "interrupted"; readonly turn: number; readonly samples: number };

type Result = readonly [Reply, readonly ReplyEffect[]];

/** An answer that begins. */
export function startReply(turn: number, message: string): Reply {
  return {
    turn,
    message,
    state: "queued",
    received: 0,
    played: 0,
    total: undefined,
    captions: [],
    shown: 0,
    reportedAt: Number.NEGATIVE_INFINITY,
  };
}

/** Whether anything about this reply still matters: frames, captions, reports. */
export function isLive(reply: Reply): boolean {
  return reply.state === "queued" || reply.state === "audible";
}

/**
 * Takes note of a frame. `skip` tells how many of its samples came before (a repetition after a
 * reconnect): all of them where nothing is new.
 */
export function receiveFrame(
  reply: Reply,
  position: number,
  length: number,
): readonly [Reply, { readonly skip: number }] {
  const end = position + length;
  const skip = Math.min(length, Math.max(0, reply.received - position));
  if (skip === length) return [reply, { skip }];
  const total = reply.total !== undefined && end > reply.total ? undefined : reply.total;
  return [{ ...reply, received: end, total }, { skip }];
}

/** A caption arrived; it is shown at once if its sound has begun. */
export function addCaption(reply: Reply, caption: CaptionInfo): Result {
  return showCaptions({ ...reply, captions: [...reply.captions, caption] });
}

/** The server has sent everything. */
export function endReply(reply: Reply, total: number, now: number): Result {
  return settle({ ...reply, total }, now);
}

/** The output has played up to `samples`, the last of which can be heard at `now`. */
export function playReply(reply: Reply, samples: number, now: number): Result {
  if (reply.state === "over") return [reply, []];
  const first = reply.state === "queued" && samples > 0;
  const played = Math.max(reply.played, samples);
  if (reply.state === "stopping") return stopReply({ ...reply, played });
  const state = samples > 0 ? "audible" : reply.state;
  const [next, effects] = settle({ ...reply, played, state }, now);
  if (!first) return [next, effects];
  const at = now - (samples * 1000) / REPLY_RATE;
  return [next, [{ type: "heard-first", turn: reply.turn, at }, ...effects]];
}

/** It was told to stop; the output's last report will say where. */
export function flushReply(reply: Reply): Reply {
  return { ...reply, state: "stopping" };
}

/** It stopped: what was heard is final. */
export function stopReply(reply: Reply): Result {
  const { turn, played } = reply;
  const report: ReplyEffect = { type: "report", turn, samples: played, done: false };
  return [
    { ...reply, state: "over" },
    played > 0 ? [report, { type: "interrupted", turn, samples: played }] : [report],
  ];
}

/** Milliseconds of a reply's samples. */
export function replyMs(samples: number): number {
  return (samples * 1000) / REPLY_RATE;
}

/** Shows what is due, reports to the server when it is time, and ends when everything was played. */
function settle(reply: Reply, now: number): Result {
  const done = reply.total !== undefined && reply.played >= reply.total;
  const [shown, effects] = showCaptions(done ? { ...reply, state: "over" } : reply);
  if (!done && (shown.state !== "audible" || now - shown.reportedAt < REPORT_MS))
    return [shown, effects];
  return [
    { ...shown, reportedAt: now },
    [...effects, { type: "report", turn: reply.turn, samples: reply.played, done }],
  ];
}

function showCaptions(reply: Reply): Result {
  if (reply.state === "queued") return [reply, []];
  const due = (caption: CaptionInfo) => reply.state === "over" || caption.from <= reply.played;
  const effects: ReplyEffect[] = [];
  let shown = reply.shown;
  for (; shown < reply.captions.length && due(reply.captions[shown]!); shown++)
    effects.push({ type: "caption", caption: reply.captions[shown]! });
  return shown === reply.shown ? [reply, []] : [{ ...reply, shown }, effects];
}
