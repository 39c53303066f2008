import type { ModelPart } from "./model-part.ts";

/** `GET /v1/models`: OpenAI's list, each entry with what the gateway's catalog needs. */
export function modelsResponse(parts: readonly ModelPart[]): Response {
  const data = parts
    .flatMap((part) => part.models)
    .map(({ id, ...entry }) => ({
      id,
      object: "model",
      created: 0,
      owned_by: "parley",
      ...entry,
    }));
  return Response.json({ object: "list", data });
}
