import { AppError } from "../../shared/errors/app-error.ts";
import type { FilePart, LiveSource } from "../../shared/protocol/conversation.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { estimateTokens } from "../../worker/gateway/estimate.ts";
import { imageType } from "./image-type.ts";
import type { ImageType } from "./image-type.ts";
import { LiveImages } from "./live-images.ts";
import type { Picture } from "./prompt.ts";
import { agentSees, seePicture } from "./see-picture.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";

/** What a picture takes, in tokens: about what providers count for a photograph. */
const PICTURE_TOKENS = 1_000;
/** The same of the words about one that are not known yet. */
const WORDS_TOKENS = 60;
/** What the model reads instead of a picture that it has seen, until there is a description. */
const SEEN = "a picture from before, which you have seen";
/** The same where no model could look at it. */
const UNSEEN = "a picture nobody could look at";

interface Announced {
  readonly mediaType: ImageType;
  readonly bytes: number;
  readonly live?: LiveSource | undefined;
}

/**
 * Pictures of the conversation: announced, received, looked at, and taken by the next message. A
 * model that sees gets the picture itself; for any other the vision models describe it, at once, so
 * that the description is there when the user has finished asking.
 */
export class Pictures {
  readonly #store: ConversationStore;
  readonly #ports: SessionPorts;
  readonly #live: LiveImages;
  readonly #announced = new Map<number, Announced>();
  readonly #looking = new Map<number, Promise<void>>();

  constructor(store: ConversationStore, ports: SessionPorts) {
    this.#store = store;
    this.#ports = ports;
    this.#live = new LiveImages(store, ports);
  }

  /**
   * A picture will follow as a binary frame.
   * @throws AppError `too_large` when too many pictures wait, `bad_input` when the number is taken;
   * of live ones see {@link LiveImages.admit}.
   */
  announce(connection: string, number: number, announced: Announced): void {
    const { live } = announced;
    if (live !== undefined) {
      this.#live.admit(live, announced);
      for (const [other, one] of this.#announced)
        if (one.live === live) this.#announced.delete(other);
      return void this.#announced.set(number, announced);
    }
    const waiting = this.#store.waitingImages(connection);
    const coming = [...this.#announced.values()].filter((one) => one.live === undefined);
    if (waiting.length + coming.length >= LIMITS.pendingImages)
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
    const { live } = announced;
    if (live !== undefined) return this.#live.receive(connection, number, live, { type, bytes });
    const id = this.#store.addImage(connection, number, type, bytes);
    if (agentSees(this.#ports)) return;
    const looking = this.#look(id, number, type, new Uint8Array(bytes));
    this.#looking.set(id, looking);
  }

  /** Takes back a picture that no message has taken. */
  remove(connection: string, number: number): void {
    this.#announced.delete(number);
    this.#live.remove(connection, number);
    for (const image of this.#store.waitingImages(connection))
      if (image.number === number) this.#store.removeImage(image.id);
  }

  /** The user has begun to say something: what is shown live meanwhile matters. */
  attend(): void {
    this.#live.attend();
  }

  /** Whether a picture is being looked at that the answer needs. */
  get isLooking(): boolean {
    return this.#looking.size > 0 || this.#live.isAwaited;
  }

  /** Resolves when everything that is being looked at has been seen, or has failed. */
  async seen(): Promise<void> {
    await Promise.all([...this.#looking.values(), this.#live.seen()]);
  }

  /** Gives waiting pictures to a message: those with these numbers, or all, and what is shown live. */
  take(connection: string, message: string, numbers?: readonly number[]): FilePart[] {
    const waiting = this.#waiting(connection, numbers);
    for (const { id } of waiting) this.#store.takeImage(id, message);
    const live = this.#live.take(connection, message);
    return [...waiting, ...live].map(({ id, mediaType }) => {
      const { description, source } = this.#store.imageFacts(id) ?? {};
      return {
        type: "file",
        mediaType,
        url: this.#url(id),
        ...(description === undefined ? {} : { description }),
        ...(source === undefined ? {} : { live: source }),
      };
    });
  }

  /** The pictures that the next message will take, for a prompt on speculation. */
  waiting(connection: string): Picture[] {
    const all = [...this.#waiting(connection), ...this.#live.joining(connection)];
    return all.flatMap(({ id }) => this.#picture(id) ?? []);
  }

  /** The picture behind a message's URL, as the model gets it. */
  readonly pictureOf = (url: string, old = false): Picture | undefined => {
    const id = idOf(url);
    return Number.isInteger(id) ? this.#picture(id, old) : undefined;
  };

  /** About what a picture of a message takes of a prompt, in tokens. */
  tokensOf({ url, description, live }: FilePart): number {
    const isPicture =
      agentSees(this.#ports) && (live === undefined || this.#live.isSeen(idOf(url)));
    if (isPicture) return PICTURE_TOKENS;
    return description === undefined ? WORDS_TOKENS : estimateTokens(description);
  }

  /** Describes a picture that the model has seen itself and will not see any more. */
  async describe(url: string, signal: AbortSignal): Promise<void> {
    const image = this.#store.image(idOf(url));
    if (image === undefined || image.description !== undefined) return;
    // Of what was shown live there is much, and little of it is asked for later.
    if (image.source !== undefined) return;
    this.#store.describeImage(image.id, await seePicture(image, this.#ports, signal));
  }

  #waiting(connection: string, numbers?: readonly number[]) {
    const all = this.#store.waitingImages(connection);
    return numbers === undefined ? all : all.filter((image) => numbers.includes(image.number));
  }

  #url(id: number): string {
    return `/v1/sessions/${this.#ports.session}/images/${id}`;
  }

  #picture(id: number, old = false): Picture | undefined {
    const facts = this.#store.imageFacts(id);
    if (facts === undefined) return undefined;
    const { mediaType, description, source } = facts;
    const sees = agentSees(this.#ports);
    const isNew = !old && (source === undefined || this.#live.isSeen(id));
    const data = sees && isNew ? this.#store.image(id)?.data : undefined;
    if (data !== undefined) return { kind: "image", image: { mediaType, data }, source };
    return { kind: "description", text: description ?? (sees ? SEEN : UNSEEN), source };
  }

  async #look(id: number, number: number, mediaType: string, data: Uint8Array): Promise<void> {
    const { send } = this.#ports;
    try {
      const description = await seePicture({ mediaType, data }, this.#ports);
      this.#store.describeImage(id, description);
      send({ type: "image-seen", number, description });
    } catch (thrown) {
      const { code, message, retryable } = AppError.from(thrown);
      send({ type: "error", code, message, retryable, stage: "see" });
    } finally {
      this.#looking.delete(id);
    }
  }
}

function idOf(url: string): number {
  return Number(url.slice(url.lastIndexOf("/") + 1));
}
