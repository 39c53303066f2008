import { Agent, routeAgentRequest } from "agents";
import { withVoice } from "agents/voice";
import { MICROPHONE_RATE, REPLY_RATE } from "../../../shared/protocol/version.ts";
import { answerTokens, HEARD, readSessionName, speechPieces } from "../script.ts";
import { wait } from "./wait.mjs";

/** How often words come while somebody speaks, in samples; Parley's own ears ask as often. */
const INTERIM_EVERY = MICROPHONE_RATE / 2;

/**
 * A streaming recognizer that tells turns by itself, as agents/voice wants one: it knows from the plan
 * where the voice in the sound begins and ends, and looks at no sample.
 */
class ScriptedTranscriber {
  #plan;

  constructor(plan) {
    this.#plan = plan;
  }

  createSession({ onInterim, onSpeechStart, onUtterance }) {
    const { first, last, period, endMs } = this.#plan;
    let heard = 0;
    let interimAt = 0;
    const timers = new Set();
    const tellEnd = (ms) => {
      if (ms <= 0) return onUtterance?.(HEARD);
      const timer = setTimeout(() => {
        timers.delete(timer);
        onUtterance?.(HEARD);
      }, ms);
      timers.add(timer);
    };
    return {
      feed(chunk) {
        const from = heard;
        heard += chunk.byteLength / 2;
        const turn = Math.floor(from / period) * period;
        const passes = (sample) => from < turn + sample && heard >= turn + sample;
        if (passes(first)) {
          interimAt = heard;
          onSpeechStart?.();
        }
        if (heard - interimAt >= INTERIM_EVERY && heard < turn + last) {
          interimAt = heard;
          onInterim?.(HEARD);
        }
        // The end is told exactly then, however long the piece is in which the last sound came.
        if (passes(last)) tellEnd(endMs - ((heard - turn - last) * 1_000) / MICROPHONE_RATE);
      },
      close() {
        for (const timer of timers) clearTimeout(timer);
      },
    };
  }
}

/** The incumbent as its documentation shows it. */
export class Guide extends withVoice(Agent, { audioFormat: "pcm16", sampleRate: REPLY_RATE }) {
  #script = readSessionName(this.name);
  transcriber = new ScriptedTranscriber(this.#script.plan);
  tts = {
    synthesize: () => {
      throw new Error("This voice streams.");
    },
    synthesizeStream: (text, signal) => this.#speak(text, signal ?? new AbortController().signal),
  };

  onTurn(_transcript, { signal }) {
    return answerTokens(this.#script.script, wait, signal);
  }

  async *#speak(text, signal) {
    for await (const { buffer } of speechPieces(this.#script.script, text, wait, signal))
      yield buffer;
  }
}

// oxlint-disable-next-line import/no-default-export -- a Worker's entry is its default export
export default {
  async fetch(request, env) {
    return (await routeAgentRequest(request, env)) ?? new Response(null, { status: 404 });
  },
};
