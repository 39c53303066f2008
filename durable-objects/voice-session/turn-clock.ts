import type { ServerMessage } from "../../shared/protocol/server-messages.ts";

type Metrics = Extract<ServerMessage, { type: "metrics" }>;

/** Moments of one turn, in milliseconds by the server's clock; absent: has not happened. */
export interface TurnMoments {
  /** The user's last sound, or the typed text's arrival. */
  readonly spoken: number;
  /** The turn was surely over. */
  readonly ended?: number;
  readonly transcribing?: number;
  readonly transcribed?: number;
  readonly asked?: number;
  readonly firstToken?: number;
  readonly firstClause?: number;
  readonly speaking?: number;
  readonly firstSpeech?: number;
  readonly firstAudio?: number;
  readonly looked?: number;
  readonly seen?: number;
}

/** Where the turn's time went, as the wire tells it. Negative means before the user had finished. */
export function turnMetrics(
  turn: number,
  moments: TurnMoments,
  wasted: { readonly replies: number; readonly usd: number } = { replies: 0, usd: 0 },
): Metrics {
  const since = (at: number | undefined): number | undefined =>
    at === undefined ? undefined : at - moments.spoken;
  const between = (from: number | undefined, to: number | undefined): number | undefined =>
    from === undefined || to === undefined ? undefined : to - from;
  const known = <T extends Record<string, number | undefined>>(values: T): Partial<T> =>
    Object.fromEntries(
      Object.entries(values).filter((entry) => entry[1] !== undefined),
    ) as Partial<T>;
  const { ended, asked } = moments;
  return {
    type: "metrics",
    turn,
    ...known({
      endpoint: since(ended),
      transcript: since(moments.transcribed),
      firstToken: since(moments.firstToken),
      firstClause: since(moments.firstClause),
      firstAudio: since(moments.firstAudio),
    }),
    models: known({
      transcribe: between(moments.transcribing, moments.transcribed),
      firstToken: between(asked, moments.firstToken),
      firstSpeech: between(moments.speaking, moments.firstSpeech),
      see: between(moments.looked, moments.seen),
    }),
    speculative: asked !== undefined && ended !== undefined && asked < ended,
    ...(wasted.replies === 0 ? {} : { wasted }),
  };
}

/** Notes when things happened in the turn that is going on. */
export class TurnClock {
  readonly #now: () => number;
  #moments: TurnMoments = { spoken: 0 };

  constructor(now: () => number) {
    this.#now = now;
  }

  get moments(): TurnMoments {
    return this.#moments;
  }

  /** The user's last sound, or the typed text: what follows counts from here. */
  restart(spoken: number = this.#now()): void {
    this.#moments = { spoken };
  }

  /** Notes a moment, the first time that it comes; transcripts and questions count the last time. */
  readonly mark = (moment: keyof TurnMoments): void => {
    const again = moment === "transcribing" || moment === "transcribed" || moment === "asked";
    if (!again && this.#moments[moment] !== undefined) return;
    this.#moments = { ...this.#moments, [moment]: this.#now() };
  };
}
