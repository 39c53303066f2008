import { AppError } from "../../shared/errors/app-error.ts";
import { AsyncQueue } from "../../shared/streams/async-queue.ts";
import type { Run, Task } from "../../worker/gateway/run-types.ts";
import { modelsAsked } from "../../worker/gateway/stages.ts";
import type { SessionPorts } from "./session-ports.ts";

/** One clause on its way to the client. */
export interface VoicedClause {
  readonly text: string;
  readonly audio: AsyncIterable<Int16Array>;
  /** Samples of the whole clause, once they are all made; 0 where the speech model failed. */
  readonly samples: Promise<number>;
}

/** The reply that a clause belongs to. */
export interface VoicedFor {
  readonly signal: AbortSignal;
  track<T extends Task>(run: Run<T>): Run<T>;
}

/** Has the speech model say a clause; where it fails the words are still shown. */
export function voiceClause(
  text: string,
  reply: VoicedFor,
  { gateway, agent, session }: SessionPorts,
  events: { first(): void; problem(error: AppError): void },
): VoicedClause {
  const audio = new AsyncQueue<Int16Array>();
  const make = async (): Promise<number> => {
    let samples = 0;
    try {
      const run = gateway.run({
        task: "text-to-speech",
        ...modelsAsked(agent.models?.speak),
        input: { text, ...(agent.voice === undefined ? {} : { voice: agent.voice }) },
        signal: reply.signal,
        metadata: { session, agent: agent.name, stage: "speak" },
      });
      for await (const event of reply.track(run)) {
        if (event.type !== "audio") continue;
        events.first();
        samples += event.samples.length;
        audio.push(event.samples);
      }
    } catch (thrown) {
      if (!reply.signal.aborted) events.problem(AppError.from(thrown));
    }
    audio.end();
    return samples;
  };
  return { text, audio, samples: make() };
}
