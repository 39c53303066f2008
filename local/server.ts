import { createApp } from "./http/app.ts";
import { createChatHandler } from "./http/chat-completions.ts";
import { listen } from "./http/listen.ts";
import { createSightHandler } from "./http/sight.ts";
import { speechRoute } from "./http/speech.ts";
import { transcriptionsRoute } from "./http/transcriptions.ts";
import { createLanguage, LANGUAGE_MODEL } from "./language/language-part.ts";
import { createSpeech } from "./speech/speech-part.ts";
import { createVision, SIGHT_MODEL } from "./vision/vision-part.ts";
import { weightsFolder } from "./weights/weights-folder.ts";

const DEFAULT_PORT = 8788;

const port = readPort(process.env["PARLEY_LOCAL_PORT"]);
const weightsDir = weightsFolder();
const key = process.env["PARLEY_LOCAL_KEY"];

const speech = createSpeech({ weightsDir });
const language = createLanguage({ weightsDir });
const vision = createVision();
const parts = [speech, language, vision];
const app = createApp({
  parts,
  routes: {
    "POST /v1/audio/transcriptions": transcriptionsRoute(speech),
    "POST /v1/audio/speech": speechRoute(speech),
  },
  chat: new Map([
    [LANGUAGE_MODEL, createChatHandler(language)],
    [SIGHT_MODEL, createSightHandler(vision)],
  ]),
  ...(key === undefined || key === "" ? {} : { key }),
});

const server = await listen(app, port).catch((error: NodeJS.ErrnoException) => {
  console.error(
    error.code === "EADDRINUSE"
      ? `Port ${port} is taken. Set PARLEY_LOCAL_PORT to another one.`
      : `The model server can't listen on port ${port}: ${error.message}`,
  );
  process.exit(1);
});
console.log(`Model server on ${server.url}, loading.`);

let ending = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    void Promise.allSettled([server.close(), ...parts.map((part) => part.close())]).then(() =>
      process.exit(0),
    );
  });

const outcomes = await Promise.allSettled(parts.map((part) => part.start()));
const failures = outcomes.filter((outcome) => outcome.status === "rejected");
if (!ending) {
  for (const { reason } of failures) console.error("A model could not be loaded.", reason);
  console.log(
    failures.length === 0
      ? `Model server on ${server.url}, ready.`
      : `Model server on ${server.url}, without ${failures.length} of its parts.`,
  );
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === "") return DEFAULT_PORT;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  console.error("PARLEY_LOCAL_PORT has to be a port number.");
  process.exit(1);
}
