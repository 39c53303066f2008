import { existsSync } from "node:fs";
import { join } from "node:path";
import { BoundedQueue } from "../http/bounded-queue.ts";
import { HttpError } from "../http/http-error.ts";
import type { ModelEntry, ModelHealth, ModelPart, ModelTask } from "../http/model-part.ts";
import type { WorkerState } from "./model-worker.ts";
import { ModelWorker } from "./model-worker.ts";
import { SAMPLE_RATE } from "./moonshine-decode.ts";
import type { PiperWorkerData } from "./piper-worker.ts";
import {
  MAX_AUDIO_SECONDS,
  MIN_AUDIO_SECONDS,
  SPEAK_QUEUE,
  TRANSCRIBE_QUEUE,
} from "./speech-limits.ts";
import type { SpeakInput, Voice, VoiceName } from "./voices.ts";
import { VOICES, voicesOf } from "./voices.ts";

/** Where the speech part finds what isn't in a package. */
export interface SpeechOptions {
  /** The folder that holds `piper-joe/en_US-joe-medium.onnx`. */
  readonly weightsDir: string;
}

/** One speech request; `model` and `voice` default to the first that is there. */
export interface SpeakRequest {
  readonly model?: string;
  readonly voice?: string;
  readonly text: string;
  /** 1 is the voice's own pace. */
  readonly speed?: number;
  readonly signal: AbortSignal;
}

/** Speech to text and text to speech. */
export interface SpeechPart extends ModelPart {
  /**
   * Writes down one utterance (16 kHz mono, −1…1, at most 30 s). Silence is an empty text.
   * @throws HttpError `queue_full`, `model_unavailable`, `model_failed`, `unreadable_media`
   * @throws the signal's reason
   */
  transcribe(pcm: Float32Array, signal: AbortSignal): Promise<{ text: string }>;
  /**
   * Speaks; yields PCM16 mono at 24 kHz as soon as there is any.
   * @throws HttpError `model_not_found`, `invalid_value` (param `voice`), `queue_full`,
   * `model_unavailable`, `model_failed`
   * @throws the signal's reason
   */
  speak(request: SpeakRequest): AsyncGenerator<Int16Array>;
}

type SpeechModelId = "moonshine-tiny" | Voice["model"];

const STT: ModelEntry = {
  id: "moonshine-tiny",
  task: "speech-to-text",
  licence: "MIT",
  languages: ["en"],
};
const PIPER: ModelEntry = {
  id: "piper-joe",
  task: "text-to-speech",
  licence: "CC0-1.0",
  languages: ["en-US"],
  voices: voicesOf("piper-joe"),
  capabilities: ["streaming"],
};
const FLITE: ModelEntry = {
  id: "flite",
  task: "text-to-speech",
  licence: "MIT-Festival",
  languages: ["en"],
  voices: voicesOf("flite"),
  capabilities: ["streaming"],
};

/** Makes the speech part; nothing is loaded before {@link ModelPart.start}. */
export function createSpeech({ weightsDir }: SpeechOptions): SpeechPart {
  const piperFile = join(weightsDir, "piper-joe", "en_US-joe-medium.onnx");
  const hasPiper = existsSync(piperFile) && existsSync(`${piperFile}.json`);
  const here = (file: string): URL => new URL(file, import.meta.url);
  const moonshine = new ModelWorker<Float32Array, string>(
    "speech-to-text",
    here("./moonshine-worker.ts"),
    undefined,
  );
  const flite = new ModelWorker<SpeakInput, Int16Array>(
    "flite",
    here("./flite-worker.ts"),
    undefined,
  );
  const piperData: PiperWorkerData = { model: piperFile };
  const piper = new ModelWorker<SpeakInput, Int16Array>(
    "neural voice",
    here("./piper-worker.ts"),
    piperData,
  );
  const speakers = { "piper-joe": piper, flite };
  const queues: Record<SpeechModelId, BoundedQueue> = {
    "moonshine-tiny": new BoundedQueue(TRANSCRIBE_QUEUE),
    "piper-joe": new BoundedQueue(SPEAK_QUEUE),
    flite: new BoundedQueue(SPEAK_QUEUE),
  };
  /** A voice that is there but can't be loaded leaves the list; flite then stands in. */
  const piperUsable = (): boolean => hasPiper && piper.state.state !== "failed";

  return {
    get models() {
      return piperUsable() ? [STT, PIPER, FLITE] : [STT, FLITE];
    },
    async start() {
      // flite is loaded when a request names it, or at once when it has to stand in.
      const speaker = hasPiper ? piper.start().catch(() => flite.start()) : flite.start();
      await Promise.all([moonshine.start(), speaker]);
    },
    health() {
      const without =
        "The neural voice's weights are not there; flite speaks instead. Start again with a network connection to fetch them.";
      const health: Record<string, ModelHealth> = {
        [STT.id]: workerHealth("speech-to-text", moonshine),
        [FLITE.id]: {
          ...workerHealth("text-to-speech", flite, piperUsable()),
          ...(hasPiper ? {} : { detail: without }),
        },
      };
      if (hasPiper) health[PIPER.id] = piperHealth(workerHealth("text-to-speech", piper));
      return health;
    },
    async close() {
      await Promise.all([moonshine.close(), flite.close(), piper.close()]);
    },
    async transcribe(pcm, signal) {
      if (pcm.length > MAX_AUDIO_SECONDS * SAMPLE_RATE)
        throw new HttpError(
          "unreadable_media",
          `The recording is longer than ${MAX_AUDIO_SECONDS} seconds.`,
          { param: "file" },
        );
      if (pcm.length < MIN_AUDIO_SECONDS * SAMPLE_RATE) return { text: "" };
      return queues["moonshine-tiny"].run(signal, async () => {
        for await (const text of moonshine.run(pcm, signal)) return { text };
        return { text: "" };
      });
    },
    async *speak({ model, voice, text, speed = 1, signal }) {
      const name = chooseVoice(model, voice, piperUsable());
      const id = VOICES[name].model;
      const leave = await queues[id].enter(signal);
      try {
        yield* speakers[id].run({ text, voice: name, speed }, signal);
      } finally {
        leave();
      }
    },
  };
}

/** Without the neural voice a request for it is answered by flite's default: speech goes on. */
function chooseVoice(
  model: string | undefined,
  voice: string | undefined,
  piperUsable: boolean,
): VoiceName {
  if (model !== undefined && model !== PIPER.id && model !== FLITE.id)
    throw new HttpError("model_not_found", "There is no such text-to-speech model.", {
      param: "model",
    });
  if (voice !== undefined && !Object.hasOwn(VOICES, voice))
    throw new HttpError(
      "invalid_value",
      `There is no such voice; there are ${Object.keys(VOICES).join(", ")}.`,
      { param: "voice" },
    );
  const name = (voice as VoiceName | undefined) ?? defaultVoice(model);
  if (model !== undefined && VOICES[name].model !== model)
    throw new HttpError("invalid_value", `The voice ${name} is not one of ${model}'s.`, {
      param: "voice",
    });
  return VOICES[name].model === "piper-joe" && !piperUsable ? "rms" : name;
}

function defaultVoice(model: string | undefined): VoiceName {
  return model === FLITE.id ? "rms" : "joe";
}

/** @param lazy whether a worker that nobody has asked for yet is as it should be */
function workerHealth(
  task: ModelTask,
  worker: { readonly state: WorkerState },
  lazy = false,
): ModelHealth {
  const now = worker.state;
  switch (now.state) {
    case "failed":
      return { task, state: "failed", detail: "The model could not be loaded." };
    case "ready":
      return { task, state: "ready" };
    case "loading":
    case "idle":
    case "closed":
      return { task, state: lazy ? "idle" : "loading" };
  }
}

/** A broken neural voice is no reason to call the server sick: flite stands in for it. */
function piperHealth(health: ModelHealth): ModelHealth {
  if (health.state !== "failed") return health;
  return {
    task: health.task,
    state: "idle",
    detail: "The neural voice could not be loaded; flite speaks instead.",
  };
}
