import { readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { VoiceError } from "../../client/core/voice-error.ts";
import { VoiceClient } from "../../client/core/voice-client.ts";
import { createRecorderOutput } from "../../client/node/recorder-output.ts";
import { createWavInput } from "../../client/node/wav-input.ts";
import { decodeWav, encodeWav } from "../../shared/audio/wav.ts";
import type { WavAudio } from "../../shared/audio/wav.ts";
import { AppError } from "../../shared/errors/app-error.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";
import { ROOT } from "../processes/root.ts";
import { Failure } from "../report/failure.ts";
import { parseDevVars } from "../secrets/dev-vars.ts";
import type { CallOptions } from "./arguments.ts";
import { createCallRecord } from "./call-record.ts";
import type { CallTurn } from "./call-record.ts";
import { watchQuiet } from "./quiet.ts";
import { printTimeline } from "./timeline.ts";

/** What a call came to. */
export interface CallResult {
  readonly turns: readonly CallTurn[];
  readonly errors: readonly { code: string; stage: string; message: string }[];
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
};

/**
 * Makes a call: says and types what the options name, each after the answer to the one before, and
 * ends when the last answer has been played.
 * @throws Failure with a sentence that says what to do.
 */
export async function call(
  options: CallOptions,
  write: (line: string) => void,
): Promise<CallResult> {
  const speech = await Promise.all(options.speech.map(readSpeech));
  const image = options.image === undefined ? undefined : await readImage(options.image);
  const input = createWavInput();
  const output = createRecorderOutput();
  const client = new VoiceClient({
    url: options.url,
    ...(options.agent === undefined ? {} : { agent: options.agent }),
    key: await apiKey(),
    client: "parley-call/0.1.0",
    attempts: { connect: 1 },
    input,
    output,
  });
  const record = createCallRecord();
  const errors: VoiceError[] = [];
  client.on("userspeechstart", ({ turn }) => record.onUserSpeech(turn));
  client.on("message", ({ message }) => record.onMessage(message));
  client.on("caption", (caption) => record.onCaption(caption));
  client.on("metrics", (metrics) => record.onMetrics(metrics));
  client.on("error", (error) => errors.push(error));
  if (!options.json) printTimeline(client, write);
  const watch = watchQuiet(client);

  try {
    await connect(client, options.url);
    const numbers = image ? [await client.addImage(image.bytes, image.mediaType)] : [];
    if (speech.length > 0) {
      await client.startCall();
      // One lets an agent that greets finish.
      await watch.quiet();
    }
    for (const audio of speech) {
      await input.hear(audio);
      await watch.quiet();
    }
    if (options.text !== undefined) {
      client.sendText(options.text, speech.length > 0 ? {} : { images: numbers });
      await watch.quiet();
    }
  } finally {
    client.disconnect();
    input.stop();
  }
  if (options.out !== undefined)
    await writeFile(options.out, encodeWav(output.recording(), REPLY_RATE)).catch(unwritable);
  return {
    turns: record.turns(),
    errors: errors.map(({ code, stage, message }) => ({ code, stage, message })),
  };
}

/** Whether something was heard, and every exchange has its answer. */
export function isAnswered({ turns }: CallResult): boolean {
  return turns.some((turn) => turn.heard !== "") && turns.every((turn) => turn.said !== "");
}

async function connect(client: VoiceClient, url: string): Promise<void> {
  try {
    await client.connect();
  } catch (thrown) {
    const { code, message, status } = thrown as VoiceError;
    if (code === "connection_failed" && status === undefined)
      throw new Failure(
        `Nobody answers at ${url}. Start the server with \`npm start\`, or name it with --url.`,
        { cause: thrown },
      );
    throw new Failure(`The server refused the call. ${message}`, { cause: thrown });
  }
}

async function readSpeech(path: string): Promise<WavAudio> {
  const bytes = await readFile(path).catch(unreadable(path));
  try {
    return decodeWav(bytes);
  } catch (thrown) {
    if (thrown instanceof AppError)
      throw new Failure(`${path}: ${thrown.message}`, { cause: thrown });
    throw thrown;
  }
}

async function readImage(path: string): Promise<{ bytes: Uint8Array; mediaType: string }> {
  const mediaType = MEDIA_TYPES[extname(path).toLowerCase()];
  if (mediaType === undefined) throw new Failure(`${path} is not a JPEG, PNG or WebP picture.`);
  return { bytes: await readFile(path).catch(unreadable(path)), mediaType };
}

/** The server's key. It needs no page's origin. */
async function apiKey(): Promise<string> {
  const given = process.env["PARLEY_API_KEY"];
  if (given) return given;
  const text = await readFile(join(ROOT, ".dev.vars"), "utf8").catch(() => "");
  const key = parseDevVars(text).get("PARLEY_API_KEY");
  if (key) return key;
  throw new Failure(
    "There is no PARLEY_API_KEY, neither in the environment nor in .dev.vars. `npm start` makes one.",
  );
}

function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new Failure(`${path} can't be read: ${(cause as Error).message}`, { cause });
  };
}

function unwritable(cause: unknown): never {
  throw new Failure(`The sound can't be written: ${(cause as Error).message}`, { cause });
}
