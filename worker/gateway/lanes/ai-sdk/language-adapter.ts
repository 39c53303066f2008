import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  SharedV4ProviderOptions,
} from "@ai-sdk/provider";
import { AppError } from "../../../../shared/errors/app-error.ts";
import { imagePrompt } from "../../providers/chat-messages.ts";
import type { Adapter, ProviderTools } from "../../providers/provider.ts";
import { readBody } from "../../providers/read-body.ts";
import { brokeOff } from "../../providers/upstream-error.ts";
import type { GatewayLimits } from "../../limits.ts";
import type { TaskEvent, TaskInput } from "../../run-types.ts";
import { callOptions } from "./call-options.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { errorOfPackage } from "./sdk-error.ts";
import { PARTS_START, takePart } from "./stream-parts.ts";
import { unreadAnswer } from "./unread-answer.ts";

/** How a provider's package makes a model; called when a model is first asked, not before. */
export type LoadModel<Model> = (model: string, fetch: typeof globalThis.fetch) => Promise<Model>;

/** Whose language models these are. */
export interface SdkLanguageModels {
  readonly provider: string;
  readonly tools: ProviderTools;
  readonly load: LoadModel<LanguageModelV4>;
  /** What this provider alone calls some of the settings. */
  readonly providerOptions?: (input: TaskInput["text"]) => SharedV4ProviderOptions;
  /**
   * Reads the provider's stream in the package's place, which then only writes the request. The
   * package still reads answers in a form that it may have asked for in a way of its own.
   */
  readonly read?: (
    body: ReadableStream<Uint8Array>,
    provider: string,
    signal: AbortSignal,
    limits: GatewayLimits,
  ) => AsyncIterable<TaskEvent["text"]>;
}

/** Text by a language model of the AI SDK's provider specification v4. */
export function languageAdapter(models: SdkLanguageModels): Adapter<"text"> {
  const { provider, tools } = models;
  const { limits } = tools;
  return async function* ({ model, input, signal }) {
    const optionsFor = async (language: LanguageModelV4): Promise<LanguageModelV4CallOptions> => {
      await refuseForeignImages(language, provider, input);
      return {
        ...callOptions(input),
        ...(models.providerOptions && { providerOptions: models.providerOptions(input) }),
        abortSignal: signal,
      };
    };
    if (models.read !== undefined && isPlain(input)) {
      const call = { provider, model, fetch: tools.fetch, signal };
      const load = (fetch: typeof globalThis.fetch) => models.load(model, fetch);
      const body = await unreadAnswer(call, load, optionsFor).catch((thrown: unknown) => {
        signal.throwIfAborted();
        throw errorOfPackage(provider, model, thrown);
      });
      for await (const event of models.read(body, provider, signal, limits)) yield event;
      return;
    }
    const guarded = guardedFetch({
      provider,
      model,
      fetch: tools.fetch,
      signal,
      longest: { line: limits.eventLength },
    });
    const context = { provider, model, limits };
    try {
      const language = await models.load(model, guarded.fetch);
      const { stream } = await language.doStream(await optionsFor(language));
      let state = PARTS_START;
      for await (const part of readBody<LanguageModelV4StreamPart>(stream, provider, signal)) {
        const [next, events] = takePart(state, part, context);
        state = next;
        yield* events;
        if (state.finished) return;
      }
      throw brokeOff(provider);
    } catch (thrown) {
      signal.throwIfAborted();
      throw guarded.failure() ?? errorOfPackage(provider, model, thrown);
    }
  };
}

/** Whether the answer is text as it comes: packages have several ways to get JSON of a schema. */
function isPlain({ responseFormat }: TaskInput["text"]): boolean {
  return responseFormat === undefined || responseFormat.type === "text";
}

/** What is in an image, by a language model that sees. */
export function sdkImageToText(models: SdkLanguageModels): Adapter<"image-to-text"> {
  const text = languageAdapter(models);
  return async function* (call) {
    for await (const event of text({ ...call, input: { messages: imagePrompt(call.input) } }))
      if (event.type === "text" || event.type === "finish") yield event;
  };
}

/** A link that the provider doesn't follow itself is refused, as nobody fetches it for it here. */
async function refuseForeignImages(
  language: LanguageModelV4,
  provider: string,
  input: TaskInput["text"],
): Promise<void> {
  const links = input.messages.flatMap((message) =>
    message.role === "user" ? (message.images ?? []).filter((image) => "url" in image) : [],
  );
  if (links.length === 0) return;
  const followed = Object.entries(await language.supportedUrls)
    .filter(([type]) => type === "*" || type.startsWith("*/") || type.startsWith("image/"))
    .flatMap(([, patterns]) => patterns);
  if (links.every(({ url }) => followed.some((pattern) => pattern.test(url)))) return;
  throw new AppError("unsupported", `Provider ${provider} takes pictures as bytes, not as links.`, {
    provider,
    field: "messages",
  });
}
