import { inject } from "vitest";
import { TestClient } from "./test-client.ts";

/** A person saying "go forward ten meters", without the silence around it. */
export const SPEECH = trim(
  new Int16Array(Uint8Array.from(atob(inject("speech")), (char) => char.charCodeAt(0)).buffer),
);

function trim(samples: Int16Array): Int16Array {
  const loud = (sample: number): boolean => Math.abs(sample) > 1_500;
  return samples.slice(samples.findIndex(loud), samples.findLastIndex(loud) + 1);
}

/** A client of a conversation that has begun, its microphone open. */
export async function talk(session: string): Promise<TestClient> {
  const client = await TestClient.connect(session);
  // Some history, so that the agent does not open the conversation.
  client.send({ type: "text", text: "Hi." });
  const reply = await client.next("reply-end");
  client.send({ type: "played", turn: reply.turn, samples: reply.samples, done: true });
  await client.next("message", ({ message }) => message.role === "assistant");
  client.send({ type: "microphone", state: "open" });
  await client.next("state", ({ state }) => state === "listening");
  return client;
}

/** Whether a message is the user's, or the agent's. */
export const isUser = ({ message }: { message: { role: string } }): boolean =>
  message.role === "user";
export const isAgent = ({ message }: { message: { role: string } }): boolean =>
  message.role === "assistant";
