import type { ImageModelV4, ImageModelV4Usage } from "@ai-sdk/provider";
import { fromBase64 } from "../../base64.ts";
import { imageType } from "../../providers/image-type.ts";
import type { Adapter, ProviderTools } from "../../providers/provider.ts";
import { unreadable } from "../../providers/upstream-error.ts";
import type { TaskEvent, TaskInput, Usage } from "../../run-types.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import type { LoadModel } from "./language-adapter.ts";
import { errorOfPackage } from "./sdk-error.ts";
import { known } from "./stream-parts.ts";

type Size = NonNullable<Parameters<ImageModelV4["doGenerate"]>[0]["size"]>;

/** Pictures by an image model of the AI SDK's provider specification v4, in as many calls as it needs. */
export function sdkTextToImage(
  provider: string,
  tools: ProviderTools,
  load: LoadModel<ImageModelV4>,
): Adapter<"text-to-image"> {
  return async function* ({ model, input, signal }) {
    const longest = { answer: tools.limits.imageBytes };
    const guarded = guardedFetch({ provider, model, fetch: tools.fetch, signal, longest });
    try {
      const image = await load(model, guarded.fetch);
      const wanted = input.count ?? 1;
      const most = typeof image.maxImagesPerCall === "number" ? image.maxImagesPerCall : wanted;
      let usage: Usage = { images: 0 };
      for (let made = 0; made < wanted; made += most) {
        const count = Math.min(most, wanted - made);
        const result = await image.doGenerate({
          ...generateOptions(input, count),
          abortSignal: signal,
        });
        if (result.images.length === 0) throw unreadable(provider);
        for (const file of result.images) yield imageOf(file, provider);
        usage = addUsage(usage, result.usage, result.images.length);
      }
      yield { type: "finish", reason: "stop", usage };
    } catch (thrown) {
      signal.throwIfAborted();
      throw guarded.failure() ?? errorOfPackage(provider, model, thrown);
    }
  };
}

function generateOptions(
  { prompt, size, seed }: TaskInput["text-to-image"],
  count: number,
): Parameters<ImageModelV4["doGenerate"]>[0] {
  return {
    prompt,
    n: count,
    size: size as Size | undefined,
    seed,
    aspectRatio: undefined,
    files: undefined,
    mask: undefined,
    providerOptions: {},
  };
}

function imageOf(file: string | Uint8Array, provider: string): TaskEvent["text-to-image"] {
  const data = typeof file === "string" ? fromBase64(file) : file;
  const mediaType = data && imageType(data);
  if (data === undefined || mediaType === undefined) throw unreadable(provider);
  return { type: "image", mediaType, data };
}

function addUsage(before: Usage, call: ImageModelV4Usage | undefined, images: number): Usage {
  const first = before.images === 0;
  const sum = (at: number | undefined, more: number | undefined): number | undefined =>
    more === undefined || (at === undefined && !first) ? undefined : (at ?? 0) + more;
  return {
    images: (before.images ?? 0) + images,
    ...known("inputTokens", sum(before.inputTokens, call?.inputTokens)),
    ...known("outputTokens", sum(before.outputTokens, call?.outputTokens)),
  };
}
