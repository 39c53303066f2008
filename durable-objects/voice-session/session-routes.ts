import { AppError } from "../../shared/errors/app-error.ts";
import type { ConversationStore } from "./store.ts";

/**
 * The HTTP side of a conversation: `GET …/messages`, `GET …/images/:id`, `DELETE …`. The Worker has
 * checked who asks.
 * @throws AppError `not_found`.
 */
export async function serveSession(
  request: Request,
  store: ConversationStore,
  forget: () => Promise<void>,
): Promise<Response> {
  const [, , , , resource, id] = new URL(request.url).pathname.split("/");
  if (request.method === "DELETE" && resource === undefined) {
    await forget();
    return new Response(null, { status: 204 });
  }
  if (request.method === "GET" && resource === "messages")
    return Response.json({ messages: store.history() });
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
