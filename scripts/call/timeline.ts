import type { TurnMetrics } from "../../client/core/events.ts";
import type { VoiceClient } from "../../client/core/voice-client.ts";

/** Name of a time → what it is to a reader, in the order of a turn. */
const TIMES: readonly (readonly [
  Exclude<keyof TurnMetrics, "turn" | "models" | "speculative" | "wasted">,
  string,
])[] = [
  ["endpoint", "sure of the end"],
  ["transcript", "words known"],
  ["firstToken", "first token"],
  ["firstClause", "first clause"],
  ["firstAudio", "first sound sent"],
  ["firstAudioMs", "first sound heard"],
];

/** One line about a turn's times, counted from the end of the user's speech. */
export function timesLine(metrics: TurnMetrics): string {
  const parts = TIMES.flatMap(([name, words]) => {
    const value = metrics[name];
    return value === undefined ? [] : [`${words} ${Math.round(value)} ms`];
  });
  return parts.join(" · ");
}

/** Prints what happens to a client, each line with the seconds since now. */
export function printTimeline(client: VoiceClient, write: (line: string) => void): void {
  const startedAt = performance.now();
  const line = (what: string, detail = "") => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(2).padStart(7);
    write(`${seconds}  ${what.padEnd(16)}${detail}`.trimEnd());
  };
  client.on("connectionstatechange", ({ state }) => line(state));
  client.on("welcome", ({ agent, stages }) => {
    line("agent", `${agent.title} (${agent.name})`);
    for (const [stage, { model, why }] of Object.entries(stages))
      line(`  ${stage}`, `${model}: ${why}`);
  });
  client.on("userspeechstart", () => line("you speak"));
  client.on("userspeechstop", () => line("you stop"));
  client.on("message", ({ message, previous }) => {
    if (message.role === "user" && previous === undefined)
      for (const part of message.parts) {
        if (part.type === "text") line("you said", part.text);
        if (part.type === "file") line("you showed", part.mediaType);
      }
  });
  client.on("toolcall", ({ name, state }) => line("tool", `${name}: ${state}`));
  client.on("imageseen", ({ description }) => line("picture seen", description));
  client.on("agentspeechstart", () => line("agent speaks"));
  client.on("caption", ({ text }) => line("  says", text));
  client.on("interruption", ({ playedMs }) =>
    line("interrupted", `after ${Math.round(playedMs)} ms`),
  );
  client.on("agentspeechstop", () => line("agent stops"));
  client.on("metrics", (metrics) => {
    // The client's own figure comes with or after the server's; what only one knows waits.
    if (metrics.firstAudioMs !== undefined && metrics.firstAudio !== undefined)
      line("  times", timesLine(metrics));
  });
  client.on("error", (error) => line("error", `${error.stage}: ${error.message} (${error.code})`));
}
