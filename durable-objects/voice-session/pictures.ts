import { AppError } from "../../shared/errors/app-error.ts";
import type { FilePart } from "../../shared/protocol/conversation.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { modelsAsked } from "../../worker/gateway/stages.ts";
import { imageType } from "./image-type.ts";
import type { ImageType } from "./image-type.ts";
import type { ImageInput } from "../../worker/gateway/run-types.ts";
import type { Picture } from "./prompt.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";

/** What the model reads instead of a picture that it has seen, until there is a description. */
const SEEN = "a picture from before, which you have seen";
/** The same where no model could look at it. */
const UNSEEN = "a picture nobody could look at";

interface Announced {
  readonly mediaType: ImageType;
  readonly bytes: number;
}

/**
 * Pictures of the conversation: announced, received, looked at, and taken by the next message. A
 * model that sees gets the picture itself; for any other the vision models describe it, at once, so
 * that the description is there when the user has finished asking.
 */
export class Pictures {
  readonly #store: ConversationStore;
  readonly #ports: SessionPorts;
  readonly #announced = new Map<number, Announced>();
  readonly #looking = new Map<number, Promise<void>>();

  constructor(store: ConversationStore, ports: SessionPorts) {
    this.#store = store;
    this.#ports = ports;
  }

  /**
   * A picture will follow as a binary frame.
   * @throws AppError `too_large` when too many pictures wait, `bad_input` when the number is taken.
   */
  announce(connection: string, number: number, announced: Announced): void {
    const waiting = this.#store.waitingImages(connection);
    if (waiting.length + this.#announced.size >= LIMITS.pendingImages)
      throw new AppError("too_large", `At most ${LIMITS.pendingImages} pictures can wait.`, {
        field: "number",
      });
    if (this.#announced.has(number) || waiting.some((image) => image.number === number))
      throw new AppError("bad_input", "A picture with this number waits already.", {
        field: "number",
      });
    this.#announced.set(number, announced);
  }

  /**
   * The picture's bytes; they are looked at from now on. Returns what the client should be told,
   * once it is known.
   * @throws AppError `bad_message` when it was not announced, `bad_media` when it is no picture.
   */
  receive(connection: string, number: number, bytes: Uint8Array): void {
    const announced = this.#announced.get(number);
    if (announced === undefined)
      throw new AppError("bad_message", "A picture came that was not announced.", {
        field: "frame.position",
      });
    this.#announced.delete(number);
    if (bytes.byteLength !== announced.bytes)
      throw new AppError("bad_media", "A picture has not the announced length.", {
        field: "bytes",
      });
    const type = imageType(bytes);
    if (type !== announced.mediaType)
      throw new AppError("bad_media", "A picture is not of the announced type.", {
        field: "mediaType",
      });
    const id = this.#store.addImage(connection, number, type, bytes);
    const { gateway, agent } = this.#ports;
    if (gateway.sees(modelsAsked(agent.models?.think).model)) return;
    const looking = this.#look(id, number, type, new Uint8Array(bytes));
    this.#looking.set(id, looking);
  }

  /** Takes back a picture that no message has taken. */
  remove(connection: string, number: number): void {
    this.#announced.delete(number);
    for (const image of this.#store.waitingImages(connection))
      if (image.number === number) this.#store.removeImage(image.id);
  }

  /** Whether a picture is being looked at. */
  get isLooking(): boolean {
    return this.#looking.size > 0;
  }

  /** Resolves when everything that is being looked at has been seen, or has failed. */
  async seen(): Promise<void> {
    await Promise.all(this.#looking.values());
  }

  /** Gives waiting pictures to a message: those with these numbers, or all. */
  take(connection: string, message: string, numbers?: readonly number[]): FilePart[] {
    return this.#waiting(connection, numbers).map(({ id, mediaType }) => {
      this.#store.takeImage(id, message);
      const description = this.#store.image(id)?.description;
      return {
        type: "file",
        mediaType,
        url: this.#url(id),
        ...(description === undefined ? {} : { description }),
      };
    });
  }

  /** The pictures that the next message will take, for a prompt on speculation. */
  waiting(connection: string): Picture[] {
    return this.#waiting(connection).flatMap(({ id }) => this.#picture(id) ?? []);
  }

  /** The picture behind a message's URL, as the model gets it. */
  readonly pictureOf = (url: string, old = false): Picture | undefined => {
    const id = idOf(url);
    return Number.isInteger(id) ? this.#picture(id, old) : undefined;
  };

  /** Describes a picture that the model has seen itself and will not see any more. */
  async describe(url: string, signal: AbortSignal): Promise<void> {
    const image = this.#store.image(idOf(url));
    if (image === undefined || image.description !== undefined) return;
    this.#store.describeImage(image.id, await this.#words(image, signal));
  }

  #waiting(connection: string, numbers?: readonly number[]) {
    const all = this.#store.waitingImages(connection);
    return numbers === undefined ? all : all.filter((image) => numbers.includes(image.number));
  }

  #url(id: number): string {
    return `/v1/sessions/${this.#ports.session}/images/${id}`;
  }

  #picture(id: number, old = false): Picture | undefined {
    const image = this.#store.image(id);
    if (image === undefined) return undefined;
    const { gateway, agent } = this.#ports;
    const sees = gateway.sees(modelsAsked(agent.models?.think).model);
    if (sees && !old)
      return { kind: "image", image: { mediaType: image.mediaType, data: image.data } };
    return { kind: "description", text: image.description ?? (sees ? SEEN : UNSEEN) };
  }

  async #look(id: number, number: number, mediaType: string, data: Uint8Array): Promise<void> {
    const { send } = this.#ports;
    try {
      const description = await this.#words({ mediaType, data });
      this.#store.describeImage(id, description);
      send({ type: "image-seen", number, description });
    } catch (thrown) {
      const { code, message, retryable } = AppError.from(thrown);
      send({ type: "error", code, message, retryable, stage: "see" });
    } finally {
      this.#looking.delete(id);
    }
  }

  /** What the vision models see in it. @throws AppError from the gateway. */
  async #words({ mediaType, data }: ImageInput, signal?: AbortSignal): Promise<string> {
    const { gateway, agent, session } = this.#ports;
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
}

function idOf(url: string): number {
  return Number(url.slice(url.lastIndexOf("/") + 1));
}
