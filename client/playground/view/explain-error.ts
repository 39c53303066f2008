import type { DeviceReason, VoiceError } from "../../core/voice-error.ts";

/** What a button beside an explanation does. */
export type ErrorAction = "retry-microphone" | "reconnect" | "new-conversation" | "none";

/** An error for people: what happened, and what to do. */
export interface Explanation {
  readonly title: string;
  readonly advice: string;
  readonly action: ErrorAction;
  /** The button's words, where there is an action. */
  readonly actionLabel: string;
}

type ErrorFacts = Pick<VoiceError, "code" | "stage" | "reason" | "retryable" | "message">;

/** Explains an error in plain sentences. */
export function explainError(error: ErrorFacts): Explanation {
  switch (error.code) {
    case "microphone_failed":
      return explainMicrophone(error.reason ?? "unknown");
    case "camera_failed":
      return explainCamera(error.reason ?? "unknown");
    case "screen_failed":
      return error.reason === "not-supported"
        ? plain(
            "This browser can’t share a screen.",
            "Use a browser on a computer, or send a screenshot as a picture.",
          )
        : plain("No screen is shared.", "Press Screen again, and choose what I should see.");
    case "connection_failed":
      return reconnect(
        "The server can’t be reached.",
        "Check that it is running and that you are online, then try again.",
      );
    case "connection_lost":
    case "connection_closed":
      return reconnect(
        "The connection ended.",
        "Your conversation is kept. Connect again to go on with it.",
      );
    case "unauthorized":
    case "token_used":
    case "token_expired":
      return reconnect(
        "The server didn’t accept this page’s pass.",
        "Connect again to get a new one.",
      );
    case "forbidden":
    case "not_found":
      return {
        title: "This conversation can’t be continued.",
        advice: "The server doesn’t know it any more, or it isn’t yours. Start a new one.",
        action: "new-conversation",
        actionLabel: "New conversation",
      };
    case "origin_refused":
      return plain(
        "The server doesn’t accept pages from this address.",
        `Add this page’s origin to PARLEY_ORIGINS, or open the address that the server printed.`,
      );
    case "rate_limited":
      return plain("That was a lot at once.", "Wait a few seconds, then go on.");
    case "too_large":
      return plain("That is too large to send.", "Send a shorter text or a smaller picture.");
    case "image_failed":
    case "bad_media":
      return plain(
        "This picture can’t be read.",
        "Use a JPEG, PNG or WebP file, or take a screenshot of it.",
      );
    case "unsupported":
      return plain("This format is not supported.", "Use a JPEG, PNG or WebP file for a picture.");
    case "bad_input":
      return plain(
        sentence(error.message, "The server can’t use that."),
        error.stage === "image"
          ? "Send these first, or take one away."
          : "Change it, and send it again.",
      );
    case "playback_failed":
      return plain(
        "The answer can’t be played.",
        "Check the volume and the output device. You can read the answer here.",
      );
    case "model_unavailable":
      return plain(
        `${stageTitle(error.stage)} can’t be reached.`,
        "It may still be starting. Try again in a few seconds.",
      );
    case "timeout":
      return plain(`${stageTitle(error.stage)} took too long.`, "Say or send it again.");
    case "model_failed":
      return plain(`${stageTitle(error.stage)} failed.`, "Say or send it again.");
    default:
      return plain(
        sentence(error.message, "Something went wrong."),
        error.retryable
          ? "Say or send it again."
          : "If it happens again, start a new conversation.",
      );
  }
}

function explainMicrophone(reason: DeviceReason): Explanation {
  const retry = (title: string, advice: string): Explanation => ({
    title,
    advice: `${advice} Typing works all the same.`,
    action: "retry-microphone",
    actionLabel: "Try the microphone again",
  });
  switch (reason) {
    case "blocked":
      return retry(
        "The microphone is blocked for this page.",
        "Open the site settings beside the address (the lock or slider icon), allow the microphone, and try again. If it isn’t listed there, allow your browser in the system’s privacy settings.",
      );
    case "not-found":
      return retry("No microphone was found.", "Plug one in or switch it on, and try again.");
    case "already-in-use":
      return retry(
        "Another program is using the microphone.",
        "Close the call or recorder that holds it, and try again.",
      );
    case "not-supported":
      return retry(
        "This page can’t use a microphone.",
        "Browsers allow it on https:// and on localhost only. Open the page there, in a current browser.",
      );
    case "invalid-constraints":
    case "unknown":
      return retry(
        "The microphone didn’t open.",
        "Choose another one in the system’s sound settings, and try again.",
      );
  }
}

function explainCamera(reason: DeviceReason): Explanation {
  switch (reason) {
    case "blocked":
      return plain(
        "The camera is blocked for this page.",
        "Open the site settings beside the address (the lock or slider icon), allow the camera, and press Camera again.",
      );
    case "not-found":
      return plain("There is no camera.", "Plug one in or switch it on, and press Camera again.");
    case "already-in-use":
      return plain(
        "Another program is using the camera.",
        "Close the call that holds it, and press Camera again.",
      );
    case "not-supported":
      return plain(
        "This page can’t use a camera.",
        "Browsers allow it on https:// and on localhost only. Open the page there, in a current browser.",
      );
    case "invalid-constraints":
    case "unknown":
      return plain("The camera didn’t open.", "Choose another one in the system’s settings.");
  }
}

function stageTitle(stage: VoiceError["stage"]): string {
  switch (stage) {
    case "listen":
      return "The model that hears you";
    case "speak":
      return "The model that speaks";
    case "see":
      return "The model that looks at pictures";
    default:
      return "The model that answers";
  }
}

function reconnect(title: string, advice: string): Explanation {
  return { title, advice, action: "reconnect", actionLabel: "Connect again" };
}

function plain(title: string, advice: string): Explanation {
  return { title, advice, action: "none", actionLabel: "" };
}

function sentence(message: string, otherwise: string): string {
  const trimmed = message.trim();
  return trimmed === "" ? otherwise : trimmed;
}
