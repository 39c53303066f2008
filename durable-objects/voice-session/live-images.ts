import { AppError } from "../../shared/errors/app-error.ts";
import type { LiveSource } from "../../shared/protocol/conversation.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { errorEvent } from "./error-event.ts";
import type { ImageType } from "./image-type.ts";
import { liveRate } from "./live-rate.ts";
import type { LiveRate } from "./live-rate.ts";
import { agentSees, seePicture } from "./see-picture.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";
import type { WaitingLive } from "./stored-image.ts";

const SOURCES: readonly LiveSource[] = ["camera", "screen"];

/**
 * Pictures of a camera and of a shared screen. Of each source only the newest one waits; it joins the
 * next thing that the user says. For a model that can't see, the vision models look while the user
 * speaks, at a limited rate, so that the answer finds a description.
 */
export class LiveImages {
  readonly #store: ConversationStore;
  readonly #ports: SessionPorts;
  readonly #rates = new Map<LiveSource, LiveRate>();
  readonly #looks = new Map<number, Promise<void>>();
  /** Those at which nobody could look. */
  readonly #failed = new Set<number>();
  /** Until when pictures are looked at as they come, and when the next look may begin. */
  #attending = Number.NEGATIVE_INFINITY;
  #nextLook = Number.NEGATIVE_INFINITY;
  /** Of each source the oldest picture that shows what the user speaks of. */
  readonly #since = new Map<LiveSource, number>();
  /** The connection whose first picture of a source was looked at. */
  readonly #begun = new Map<LiveSource, string>();
  #lastSource: LiveSource | undefined;

  constructor(store: ConversationStore, ports: SessionPorts) {
    this.#store = store;
    this.#ports = ports;
  }

  /**
   * Lets a picture be announced.
   * @throws AppError `bad_input`, `too_large`, or `rate_limited` when they come too fast.
   */
  admit(source: LiveSource, { mediaType, bytes }: { mediaType: string; bytes: number }): void {
    if (mediaType !== "image/jpeg")
      throw new AppError("bad_input", "A live picture is a JPEG.", { field: "mediaType" });
    if (bytes > LIMITS.liveImageBytes)
      throw new AppError(
        "too_large",
        `A live picture has ${LIMITS.liveImageBytes} bytes at most.`,
        {
          field: "bytes",
        },
      );
    const rate = liveRate(this.#rates.get(source), this.#ports.now());
    if (rate === undefined)
      throw new AppError("rate_limited", "Live pictures come too fast: one a second is enough.", {
        field: "live",
      });
    this.#rates.set(source, rate);
  }

  /** A picture has come: it takes the place of the one before. */
  receive(
    connection: string,
    number: number,
    source: LiveSource,
    { type, bytes }: { readonly type: ImageType; readonly bytes: Uint8Array },
  ): void {
    const id = this.#store.addImage(connection, number, type, bytes);
    this.#store.markLive(id, source);
    const others = this.#store
      .waitingLive()
      .filter((one) => one.source === source && one.id !== id);
    const described = others.findLast((one) => one.described && one.connection === connection);
    for (const one of others)
      if (one !== described && !this.#looks.has(one.id)) this.#store.removeImage(one.id);
    // The first one is looked at at once: it wakes the models, and tells what there is to see.
    const isFirst = this.#begun.get(source) !== connection;
    this.#begun.set(source, connection);
    if (isFirst || this.#isAttending) this.#lookAtNewest();
  }

  /** Takes back what a source showed last, and all before it. */
  remove(connection: string, number: number): void {
    const waiting = this.#store.waitingLive();
    const last = waiting.find((one) => one.connection === connection && one.number === number);
    if (last === undefined) return;
    this.#begun.delete(last.source);
    for (const one of waiting) if (one.source === last.source) this.#store.removeImage(one.id);
  }

  /** The user has begun to say something: what is shown meanwhile matters. */
  attend(): void {
    if (!this.#isAttending)
      for (const { source, id } of this.#store.waitingLive()) this.#since.set(source, id);
    this.#attending = this.#ports.now() + LIMITS.liveLookingMs;
    this.#lookAtNewest();
  }

  /** Whether there is a look without whose result nothing would be known of a source. */
  get isAwaited(): boolean {
    const waiting = this.#store.waitingLive();
    return [...this.#looks.keys()].some((id) => {
      const one = waiting.find((other) => other.id === id);
      // A message has it, or it was taken back meanwhile.
      if (one === undefined) return this.#store.imageFacts(id) !== undefined;
      return !waiting.some((other) => other.source === one.source && this.#isKnown(other));
    });
  }

  /** Resolves when it is there, or has taken too long. */
  async seen(): Promise<void> {
    if (!this.isAwaited) return;
    const over = new AbortController();
    const late = this.#ports.wait(LIMITS.liveWaitMs, over.signal).catch(() => undefined);
    await Promise.race([Promise.all(this.#looks.values()), late]);
    over.abort();
  }

  /** The pictures that join what the user says now, at most one of each source. */
  joining(connection: string): readonly WaitingLive[] {
    const sees = agentSees(this.#ports);
    const all = this.#store.waitingLive().filter((one) => one.connection === connection);
    return SOURCES.flatMap((source) => {
      const own = all.filter((one) => one.source === source);
      const known = sees ? undefined : own.findLast((one) => this.#isKnown(one));
      return known ?? own.at(-1) ?? [];
    });
  }

  /** Gives them to a message; what they showed before is forgotten, and so are bytes of long ago. */
  take(connection: string, message: string): readonly WaitingLive[] {
    this.attend();
    const joining = this.joining(connection);
    const waiting = this.#store.waitingLive();
    for (const { id, source, described } of joining) {
      this.#store.takeImage(id, message);
      for (const one of waiting)
        if (one.source === source && one.id < id) this.#store.removeImage(one.id);
      if (!described && !agentSees(this.#ports)) this.#lookAt(id);
    }
    this.#attending = Number.NEGATIVE_INFINITY;
    const { liveImagesKept: kept } = LIMITS;
    for (const id of this.#store.takenLive(kept + 2 * SOURCES.length).slice(kept))
      this.#store.emptyImage(id);
    return joining;
  }

  /** Whether a model that sees still gets this picture itself. */
  isSeen(id: number): boolean {
    const [oldest = 0] = this.#store.takenLive(LIMITS.liveImagesSeen).toReversed();
    return id >= oldest;
  }

  get #isAttending(): boolean {
    return this.#ports.now() < this.#attending;
  }

  /** Whether it is known what a picture shows, and that the user speaks of it. */
  #isKnown({ id, source, described }: WaitingLive): boolean {
    return described === 1 && id >= (this.#since.get(source) ?? 0);
  }

  #lookAtNewest(): void {
    const now = this.#ports.now();
    if (this.#looks.size > 0 || now < this.#nextLook || agentSees(this.#ports)) return;
    const waiting = this.#store.waitingLive();
    const unseen = SOURCES.flatMap((source) => {
      const newest = waiting.findLast((one) => one.source === source);
      return newest === undefined || newest.described || this.#failed.has(newest.id) ? [] : newest;
    });
    const next = unseen.find(({ source }) => source !== this.#lastSource) ?? unseen[0];
    if (next === undefined) return;
    this.#nextLook = now + LIMITS.liveLookMs;
    this.#lastSource = next.source;
    this.#lookAt(next.id);
  }

  #lookAt(id: number): void {
    if (this.#looks.has(id)) return;
    const look = this.#look(id).finally(() => {
      this.#looks.delete(id);
      if (this.#isAttending) this.#lookAtNewest();
    });
    this.#looks.set(id, look);
  }

  async #look(id: number): Promise<void> {
    const image = this.#store.image(id);
    if (image === undefined) return;
    try {
      const description = await seePicture(image, this.#ports);
      this.#store.describeImage(id, description);
      this.#failed.clear();
    } catch (thrown) {
      // Told once: the next one comes in a second.
      if (this.#failed.size === 0)
        this.#ports.send(errorEvent(AppError.from(thrown), { stage: "see" }));
      this.#failed.add(id);
    }
  }
}
