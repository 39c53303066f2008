import type { RunFacts } from "../gateway/run-job.ts";

/** What names an answer in every format. */
export interface AnswerName {
  /** Unique part of its id. */
  readonly id: string;
  /** `provider/model` that serves it. */
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
}

/** The name of a run's answer. */
export function answerName({ runId, startedAt, model }: RunFacts): AnswerName {
  return {
    id: runId.replace(/^run_/, "").replaceAll(/[^A-Za-z0-9]/g, ""),
    model,
    created: Math.floor(startedAt / 1000),
  };
}
