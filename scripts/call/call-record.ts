import type { TurnMetrics } from "../../client/core/events.ts";
import { messageText } from "../../shared/protocol/conversation.ts";
import type { Message } from "../../shared/protocol/conversation.ts";

/** One exchange: what the user said, and what was answered. */
export interface CallTurn {
  readonly turn: number | undefined;
  /** Empty where the agent spoke first. */
  readonly heard: string;
  /** What was played of the answer. */
  readonly said: string;
  readonly interrupted: boolean;
  readonly metrics: TurnMetrics | undefined;
  readonly firstAudioMs: number | undefined;
}

interface Draft {
  turn: number | undefined;
  heard: string;
  said: string;
  interrupted: boolean;
  /** Id of the answer's message. */
  answer: string | undefined;
}

/** Puts a client's events together into exchanges. */
export interface CallRecord {
  onUserSpeech(turn: number): void;
  onMessage(message: Message): void;
  onCaption(caption: { turn: number; message: string; text: string }): void;
  onMetrics(metrics: TurnMetrics): void;
  turns(): CallTurn[];
}

/** Makes a record of nothing yet. */
export function createCallRecord(): CallRecord {
  const drafts: Draft[] = [];
  const metrics = new Map<number, TurnMetrics>();
  let speaking: number | undefined;

  function answered(id: string): Draft {
    const known = drafts.find((draft) => draft.answer === id);
    if (known !== undefined) return known;
    let open = drafts.at(-1);
    if (open === undefined || open.answer !== undefined) {
      open = { turn: undefined, heard: "", said: "", interrupted: false, answer: undefined };
      drafts.push(open);
    }
    open.answer = id;
    return open;
  }

  return {
    onUserSpeech(turn) {
      speaking = turn;
    },
    onMessage(message) {
      const text = messageText(message);
      if (message.role === "user") {
        const turn = message.via === "voice" ? speaking : undefined;
        drafts.push({ turn, heard: text, said: "", interrupted: false, answer: undefined });
        return;
      }
      const draft = answered(message.id);
      draft.said = text;
      draft.interrupted = message.interrupted ?? false;
    },
    onCaption({ turn, message, text }) {
      const draft = answered(message);
      draft.turn ??= turn;
      draft.said = draft.said === "" ? text : `${draft.said} ${text}`;
    },
    onMetrics(measured) {
      metrics.set(measured.turn, measured);
    },
    turns: () =>
      drafts.map(({ turn, heard, said, interrupted }) => {
        const measured = turn === undefined ? undefined : metrics.get(turn);
        return {
          turn,
          heard,
          said,
          interrupted,
          metrics: measured,
          firstAudioMs: measured?.firstAudioMs,
        };
      }),
  };
}
