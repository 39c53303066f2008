import { AppError } from "../../shared/errors/app-error.ts";
import type { Timeline } from "../../shared/timeline/timeline.ts";
import type { ConversationStore } from "./store.ts";

/** What is served of a conversation. */
export interface ServedSession {
  readonly store: ConversationStore;
  readonly timeline: () => Timeline;
  /** Deletes it. */
  readonly forget: () => Promise<void>;
}

/**
 * The HTTP side of a conversation: `GET …/messages`, `GET …/timeline`, `GET …/images/:id`, `GET
 * …/owner` (which the Worker asks for itself), `DELETE …`. The Worker has checked who asks.
 * @throws AppError `not_found`.
 */
export async function serveSession(
  request: Request,
  { store, timeline, forget }: ServedSession,
): Promise<Response> {
  const [, , , , resource, id] = new URL(request.url).pathname.split("/");
  if (request.method === "DELETE" && resource === undefined) {
    await forget();
    return new Response(null, { status: 204 });
  }
  if (request.method === "GET" && resource === "messages")
    return Response.json({ messages: store.history() });
  if (request.method === "GET" && resource === "owner")
    return Response.json({ user: store.fact("user") ?? null });
  if (request.method === "GET" && resource === "timeline") return Response.json(timeline());
  if (request.method === "GET" && resource === "images") {
    const image = store.image(Number(id));
    // Of a camera's pictures only the newest ones are kept.
    if (image !== undefined && image.data.byteLength > 0)
      return new Response(image.data, {
        headers: {
          "Content-Type": image.mediaType,
          "Content-Disposition": "attachment",
          "X-Content-Type-Options": "nosniff",
          "Cache-Control": "private, max-age=86400, immutable",
        },
      });
  }
  throw new AppError("not_found", "There is no such thing in this conversation.");
}
