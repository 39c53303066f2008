import type { VoiceClient } from "../../client/core/voice-client.ts";
import { Failure } from "../report/failure.ts";

/** Silence on both sides, in milliseconds, after which nothing more is to be expected. */
const QUIET_MS = 1_200;
/** Longest that one answer may take, from the last word to the end of its sound. */
const ANSWER_MS = 90_000;

/** Knows when nobody speaks and nobody thinks. */
export interface QuietWatch {
  /** Resolves when it has been quiet for a while. @throws Failure when that takes too long. */
  quiet(): Promise<void>;
}

/** Watches a client from now on. */
export function watchQuiet(client: VoiceClient): QuietWatch {
  let userSpeaks = false;
  const changed = new Set<() => void>();
  const tell = () => {
    for (const callback of changed) callback();
  };
  client.on("userspeechstart", () => {
    userSpeaks = true;
    tell();
  });
  client.on("userspeechstop", () => {
    userSpeaks = false;
    tell();
  });
  for (const name of [
    "agentstatechange",
    "message",
    "interimtranscript",
    "caption",
    "interruption",
  ] as const)
    client.on(name, tell);

  const busy = () =>
    userSpeaks ||
    client.isDucked ||
    client.agentState === "thinking" ||
    client.agentState === "speaking";

  return {
    quiet: () =>
      new Promise((resolve, reject) => {
        let calm: NodeJS.Timeout | undefined;
        const stop = () => {
          clearTimeout(calm);
          clearTimeout(late);
          stopState();
          changed.delete(check);
        };
        const check = () => {
          clearTimeout(calm);
          if (busy()) return;
          calm = setTimeout(() => {
            stop();
            resolve();
          }, QUIET_MS);
        };
        const late = setTimeout(() => {
          stop();
          reject(new Failure(`The agent did not finish within ${ANSWER_MS / 1000} s.`));
        }, ANSWER_MS);
        const stopState = client.on("connectionstatechange", ({ state, error }) => {
          if (state !== "failed" && state !== "disconnected") return;
          stop();
          reject(
            new Failure(`The call broke off. ${error?.message ?? ""}`.trim(), { cause: error }),
          );
        });
        changed.add(check);
        check();
      }),
  };
}
