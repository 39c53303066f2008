import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import type { FilePart } from "../../../shared/protocol/conversation.ts";

type Loading =
  | { readonly state: "loading" }
  | { readonly state: "shown"; readonly url: string }
  | { readonly state: "failed" };

const SENT = {
  file: "The picture that you sent",
  camera: "What your camera showed",
  screen: "What was on your screen",
} as const;

/** A picture of the conversation, fetched with the session's secret. */
export function SessionPicture({
  part,
  loadImage,
}: {
  readonly part: FilePart;
  readonly loadImage: (path: string) => Promise<Blob>;
}): JSX.Element {
  const [loading, setLoading] = useState<Loading>({ state: "loading" });
  useEffect(() => {
    let url: string | undefined;
    let gone = false;
    loadImage(part.url).then(
      (blob) => {
        if (gone) return;
        url = URL.createObjectURL(blob);
        setLoading({ state: "shown", url });
      },
      () => {
        if (!gone) setLoading({ state: "failed" });
      },
    );
    return () => {
      gone = true;
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [part.url, loadImage]);
  const failed =
    part.live === undefined ? "This picture can’t be shown." : "This picture is not kept any more.";
  const description = part.description ?? "";
  return (
    <figure class={part.live === undefined ? "picture" : "picture picture--live"}>
      {loading.state === "shown" ? (
        <img
          class="picture-image"
          src={loading.url}
          alt={description === "" ? SENT[part.live ?? "file"] : description}
        />
      ) : (
        <p class="picture-frame">{loading.state === "loading" ? "Picture" : failed}</p>
      )}
      {description !== "" && <figcaption class="picture-caption">Seen: {description}</figcaption>}
    </figure>
  );
}
