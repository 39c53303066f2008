import type { EmbeddingModelV4 } from "@ai-sdk/provider";
import type { Adapter, ProviderTools } from "../../providers/provider.ts";
import { readVector } from "../../providers/read-vectors.ts";
import { unreadable } from "../../providers/upstream-error.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import type { LoadModel } from "./language-adapter.ts";
import { errorOfPackage } from "./sdk-error.ts";
import { known } from "./stream-parts.ts";

/** Vectors by an embedding model of the AI SDK's provider specification v4, in as many calls as it needs. */
export function sdkEmbedding(
  provider: string,
  tools: ProviderTools,
  load: LoadModel<EmbeddingModelV4>,
): Adapter<"embedding"> {
  return async function* ({ model, input, signal }) {
    const longest = { answer: tools.limits.embeddingBytes };
    const guarded = guardedFetch({ provider, model, fetch: tools.fetch, signal, longest });
    try {
      const embedding = await load(model, guarded.fetch);
      const size = (await embedding.maxEmbeddingsPerCall) ?? input.values.length;
      let tokens: number | undefined = 0;
      for (let start = 0; start < input.values.length; start += size) {
        const values = input.values.slice(start, start + size);
        const { embeddings, usage } = await embedding.doEmbed({
          values,
          ...(input.dimensions === undefined ? {} : { dimensions: input.dimensions }),
          abortSignal: signal,
        });
        if (embeddings.length !== values.length) throw unreadable(provider);
        for (const [index, numbers] of embeddings.entries()) {
          const vector = readVector(numbers);
          if (vector === undefined) throw unreadable(provider);
          yield { type: "embedding", index: start + index, vector };
        }
        // One call that doesn't say makes the sum unknown.
        tokens = tokens === undefined || usage === undefined ? undefined : tokens + usage.tokens;
      }
      yield { type: "finish", reason: "stop", usage: known("inputTokens", tokens) };
    } catch (thrown) {
      signal.throwIfAborted();
      throw guarded.failure() ?? errorOfPackage(provider, model, thrown);
    }
  };
}
