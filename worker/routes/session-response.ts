import { AppError } from "../../shared/errors/app-error.ts";
import { DATA_HEADERS } from "../middleware/security-headers.ts";

/** Types in which an image may be handed back; anything else is bytes. */
const IMAGE_TYPES: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/webp"]);

/** The object's answer as data. A failure inside it stays there: partyserver answers with a stack. */
export function dataResponse(response: Response): Response {
  refuseFailure(response);
  const headers = new Headers(DATA_HEADERS);
  const type = response.headers.get("content-type");
  if (type?.startsWith("application/json") === true) headers.set("content-type", type);
  return new Response(response.body, { status: response.status, headers });
}

/** An image of a conversation: for the page that has the secret, and as a download for all else. */
export function imageResponse(response: Response, number: string): Response {
  if (!response.ok) return dataResponse(response);
  const type = response.headers.get("content-type") ?? "";
  const headers = new Headers(DATA_HEADERS);
  headers.set("content-type", IMAGE_TYPES.has(type) ? type : "application/octet-stream");
  headers.set("content-disposition", `attachment; filename="image-${number}"`);
  headers.set("cache-control", "private, no-store");
  return new Response(response.body, { status: 200, headers });
}

function refuseFailure(response: Response): void {
  if (response.status >= 500)
    throw new AppError("internal", "The session failed to answer.", {
      cause: `status ${response.status}`,
    });
}
