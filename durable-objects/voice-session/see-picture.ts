import type { ImageInput } from "../../worker/gateway/run-types.ts";
import { modelsAsked } from "../../worker/gateway/stages.ts";
import type { SessionPorts } from "./session-ports.ts";

/** What the vision models see in a picture. @throws AppError from the gateway. */
export async function seePicture(
  { mediaType, data }: ImageInput,
  { gateway, agent, session }: SessionPorts,
  signal?: AbortSignal,
): Promise<string> {
  const run = gateway.run({
    task: "image-to-text",
    ...modelsAsked(agent.models?.see),
    input: { image: { mediaType, data } },
    ...(signal === undefined ? {} : { signal }),
    metadata: { session, agent: agent.name, stage: "see" },
  });
  let words = "";
  for await (const event of run) if (event.type === "text") words += event.text;
  return words.trim();
}

/** Whether the agent's language model sees by itself. */
export function agentSees({ gateway, agent }: SessionPorts): boolean {
  return gateway.sees(modelsAsked(agent.models?.think).model);
}
