import { VoiceSession as Session } from "../../../durable-objects/voice-session/session.ts";
import { encodeClaims } from "../../../worker/tokens/claims-header.ts";
import { answerTokens, HEARD, readSessionName, speechPieces } from "../script.ts";
import { wait } from "./wait.mjs";

/** Models that follow the script, behind the gateway's own interface. */
class ScriptedGateway {
  #script;

  constructor(script) {
    this.#script = script;
  }

  sees() {
    return false;
  }

  run({ task, input, signal = new AbortController().signal }) {
    const events = this.#events(task, input, signal);
    return {
      id: "run",
      model: "scripted/model",
      attempts: () => [],
      [Symbol.asyncIterator]: () => events,
    };
  }

  async *#events(task, input, signal) {
    const script = this.#script;
    switch (task) {
      case "speech-to-text":
        if (script.listenMs > 0) await wait(script.listenMs, signal);
        yield { type: "text", text: HEARD };
        break;
      case "text":
        for await (const text of answerTokens(script, wait, signal)) yield { type: "text", text };
        break;
      case "text-to-speech":
        for await (const samples of speechPieces(script, input.text, wait, signal))
          yield { type: "audio", samples };
        break;
      default:
        throw new Error(`There is no ${task} here.`);
    }
    signal.throwIfAborted();
    yield { type: "finish", reason: "stop", usage: {} };
  }
}

const AGENT = {
  name: "guide",
  title: "Guide",
  instructions: "You are a guide.",
  turn: { awayMs: "off", sessionMs: "off" },
};

/** The product's own session; only its models and its agent are others. */
export class VoiceSession extends Session {
  createGateway() {
    return new ScriptedGateway(readSessionName(this.name).script);
  }

  agents() {
    return [AGENT];
  }
}

// oxlint-disable-next-line import/no-default-export -- a Worker's entry is its default export
export default {
  fetch(request, env) {
    const session = new URL(request.url).pathname.slice(1);
    const claims = {
      session,
      agent: AGENT.name,
      jti: crypto.randomUUID(),
      exp: Math.floor(Date.now() / 1_000) + 60,
    };
    const headers = new Headers(request.headers);
    headers.set("x-parley-claims", encodeClaims(claims));
    return env.VOICE_SESSION.getByName(session).fetch(new Request(request, { headers }));
  },
};
