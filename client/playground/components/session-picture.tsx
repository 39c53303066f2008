import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import type { FilePart } from "../../../shared/protocol/conversation.ts";

type Loading =
  | { readonly state: "loading" }
  | { readonly state: "shown"; readonly url: string }
  | { readonly state: "failed" };

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
  const description = part.description ?? "";
  return (
    <figure class="picture">
      {loading.state === "shown" ? (
        <img
          class="picture-image"
          src={loading.url}
          alt={description === "" ? "The picture that you sent" : description}
        />
      ) : (
        <p class="picture-frame">
          {loading.state === "loading" ? "Picture" : "This picture can’t be shown."}
        </p>
      )}
      {description !== "" && <figcaption class="picture-caption">Seen: {description}</figcaption>}
    </figure>
  );
}
