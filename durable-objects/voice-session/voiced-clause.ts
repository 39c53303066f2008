import { VoiceBounds } from "../../shared/audio/voice-bounds.ts";
import { AppError } from "../../shared/errors/app-error.ts";
import { AsyncQueue } from "../../shared/streams/async-queue.ts";
import type { Run, Task } from "../../worker/gateway/run-types.ts";
import { modelsAsked } from "../../worker/gateway/stages.ts";
import type { RecordedSpeech } from "./recorded-speech.ts";
import type { SessionPorts } from "./session-ports.ts";

/** One clause on its way to the client. */
export interface VoicedClause {
  readonly text: string;
  readonly audio: AsyncIterable<Int16Array>;
  /** Samples of the whole clause, once they are all made; 0 where the speech model failed. */
  readonly samples: Promise<number>;
  /** Where its voice is in what was made so far. */
  readonly bounds: VoiceBounds;
}

/** The reply that a clause belongs to. */
export interface VoicedFor {
  readonly signal: AbortSignal;
  track<T extends Task>(run: Run<T>): Run<T>;
}

/**
 * Has the speech model say a clause; where it fails the words are still shown. Words that never change
 * are said from `recorded`, and kept there.
 */
export function voiceClause(
  text: string,
  reply: VoicedFor,
  { gateway, agent, session }: SessionPorts,
  events: { first(): void; problem(error: AppError): void },
  recorded?: RecordedSpeech,
): VoicedClause {
  const audio = new AsyncQueue<Int16Array>();
  const bounds = new VoiceBounds();
  const known = recorded?.get(text);
  if (known !== undefined) {
    events.first();
    bounds.take(known);
    audio.push(known);
    audio.end();
    return { text, audio, samples: Promise.resolve(known.length), bounds };
  }
  const make = async (): Promise<number> => {
    let samples = 0;
    const chunks: Int16Array[] = [];
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
        if (recorded !== undefined) chunks.push(event.samples);
        audio.push(event.samples);
        bounds.take(event.samples);
      }
      recorded?.keep(text, joined(chunks, samples));
    } catch (thrown) {
      if (!reply.signal.aborted) events.problem(AppError.from(thrown));
    }
    audio.end();
    return samples;
  };
  return { text, audio, samples: make(), bounds };
}

function joined(chunks: readonly Int16Array[], samples: number): Int16Array {
  const whole = new Int16Array(samples);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
