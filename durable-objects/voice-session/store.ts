import { LIMITS } from "../../shared/protocol/limits.ts";
import type { LiveSource, Message, MessagePart } from "../../shared/protocol/conversation.ts";
import { newRunScope } from "../../worker/gateway/run-id.ts";
import type { ImageFacts, StoredImage, WaitingLive } from "./stored-image.ts";

type MessageRow = {
  sequence: number;
  id: string;
  role: "user" | "assistant";
  via: "voice" | "text";
  at: number;
  interrupted: number;
  parts: string;
  agent: string | null;
};

type ImageRow = {
  id: number;
  media_type: string;
  description: string | null;
  source: LiveSource | null;
};

/** A new message; its `sequence` is given by the store. */
export type NewMessage = Omit<Message, "sequence">;

/**
 * What is remembered besides messages: the agent that the token names and the last turn's number;
 * to whom the conversation was handed over (cast.ts), what has left the model's window
 * (context-keeper.ts), the client's tools, and tools in the background (background-calls.ts).
 */
export type FactKey =
  | "agent"
  | "user"
  | "turn"
  | "handoff"
  | "context"
  | "client-tools"
  | "background"
  | "beginning"
  | "runner";

/**
 * The conversation in the object's SQLite: history, pictures, tokens that were spent. Every call is
 * synchronous; the platform makes what one event wrote durable before the next reply leaves.
 */
export class ConversationStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS messages (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, role TEXT NOT NULL,
        via TEXT NOT NULL, at INTEGER NOT NULL, interrupted INTEGER NOT NULL, parts TEXT NOT NULL,
        agent TEXT);
      CREATE TABLE IF NOT EXISTS images (
        id INTEGER PRIMARY KEY AUTOINCREMENT, connection TEXT NOT NULL, number INTEGER NOT NULL,
        media_type TEXT NOT NULL, bytes BLOB NOT NULL, description TEXT, message TEXT);
      CREATE TABLE IF NOT EXISTS live_images (id INTEGER PRIMARY KEY, source TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS spent_tokens (id TEXT PRIMARY KEY, expires INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    `);
    const columns = sql.exec<{ name: string }>("SELECT name FROM pragma_table_info('messages')");
    // Conversations that began before messages named their agent.
    if (!columns.toArray().some(({ name }) => name === "agent"))
      sql.exec("ALTER TABLE messages ADD COLUMN agent TEXT");
  }

  /** The last `limit` messages, oldest first. */
  history(limit: number = LIMITS.welcomeMessages): Message[] {
    return this.#sql
      .exec<MessageRow>("SELECT * FROM messages ORDER BY sequence DESC LIMIT ?", limit)
      .toArray()
      .toReversed()
      .map(toMessage);
  }

  /** The last `limit` messages after a sequence, oldest first. */
  since(sequence: number, limit: number): Message[] {
    return this.#sql
      .exec<MessageRow>(
        "SELECT * FROM messages WHERE sequence > ? ORDER BY sequence DESC LIMIT ?",
        sequence,
        limit,
      )
      .toArray()
      .toReversed()
      .map(toMessage);
  }

  /** The last message's sequence; 0 where there is none. */
  get last(): number {
    return this.#sql
      .exec<{ last: number }>("SELECT COALESCE(MAX(sequence), 0) AS last FROM messages")
      .one().last;
  }

  /** Adds a message, or gives the one with the same id new content in its old place. */
  put(message: NewMessage): Message {
    const { id, role, via, at, parts } = message;
    const interrupted = message.interrupted === true ? 1 : 0;
    const row = this.#sql
      .exec<MessageRow>(
        `INSERT INTO messages (id, role, via, at, interrupted, parts, agent)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET interrupted = excluded.interrupted, parts = excluded.parts
         RETURNING *`,
        id,
        role,
        via,
        at,
        interrupted,
        JSON.stringify(parts),
        message.agent ?? null,
      )
      .one();
    return toMessage(row);
  }

  /** Takes a message out, as if it had never been said. */
  remove(id: string): void {
    this.#sql.exec("DELETE FROM messages WHERE id = ?", id);
  }

  /** Keeps a picture that waits for its message. Numbers are the client's, per connection. */
  addImage(connection: string, number: number, mediaType: string, bytes: Uint8Array): number {
    const row = this.#sql
      .exec<{ id: number }>(
        "INSERT INTO images (connection, number, media_type, bytes) VALUES (?, ?, ?, ?) RETURNING id",
        connection,
        number,
        mediaType,
        bytes,
      )
      .one();
    return row.id;
  }

  /** The pictures of a connection that no message has taken yet, with the client's numbers. */
  waitingImages(connection: string): { id: number; number: number; mediaType: string }[] {
    return this.#sql
      .exec<{ id: number; number: number; mediaType: string }>(
        `SELECT id, number, media_type AS mediaType FROM images
         WHERE connection = ? AND message IS NULL AND id NOT IN (SELECT id FROM live_images)
         ORDER BY id`,
        connection,
      )
      .toArray();
  }

  /** Says that a picture is one of those that follow each other by themselves. */
  markLive(id: number, source: LiveSource): void {
    this.#sql.exec("INSERT INTO live_images (id, source) VALUES (?, ?)", id, source);
  }

  /** The live pictures that no message has taken, of any connection, oldest first. */
  waitingLive(): WaitingLive[] {
    return this.#sql
      .exec<WaitingLive>(
        `SELECT id, connection, number, source, media_type AS mediaType,
           description IS NOT NULL AS described
         FROM images JOIN live_images USING (id) WHERE message IS NULL ORDER BY id`,
      )
      .toArray();
  }

  /** Ids of the live pictures that messages hold, newest first. */
  takenLive(limit: number): number[] {
    return this.#sql
      .exec<{ id: number }>(
        `SELECT id FROM images JOIN live_images USING (id)
         WHERE message IS NOT NULL ORDER BY id DESC LIMIT ?`,
        limit,
      )
      .toArray()
      .map(({ id }) => id);
  }

  /** Forgets a picture's bytes, and keeps what was seen in it. */
  emptyImage(id: number): void {
    this.#sql.exec("UPDATE images SET bytes = x'' WHERE id = ?", id);
  }

  /** Says to which message a picture belongs. */
  takeImage(id: number, message: string): void {
    this.#sql.exec("UPDATE images SET message = ? WHERE id = ?", message, id);
  }

  /** Forgets a picture. */
  removeImage(id: number): void {
    this.#sql.exec("DELETE FROM images WHERE id = ?", id);
    this.#sql.exec("DELETE FROM live_images WHERE id = ?", id);
  }

  /** What the vision models saw. */
  describeImage(id: number, description: string): void {
    this.#sql.exec("UPDATE images SET description = ? WHERE id = ?", description, id);
  }

  /** What is known of a picture, or undefined. */
  imageFacts(id: number): ImageFacts | undefined {
    const row = this.#sql
      .exec<ImageRow>(
        `SELECT id, media_type, description, source
         FROM images LEFT JOIN live_images USING (id) WHERE id = ?`,
        id,
      )
      .toArray()[0];
    if (row === undefined) return undefined;
    return {
      id: row.id,
      mediaType: row.media_type,
      description: row.description ?? undefined,
      source: row.source ?? undefined,
    };
  }

  /** A picture with its bytes, or undefined. */
  image(id: number): StoredImage | undefined {
    const facts = this.imageFacts(id);
    if (facts === undefined) return undefined;
    const sql = "SELECT bytes FROM images WHERE id = ?";
    return {
      ...facts,
      data: new Uint8Array(this.#sql.exec<{ bytes: ArrayBuffer }>(sql, id).one().bytes),
    };
  }

  /**
   * Spends a single-use token: true once, false ever after. Tokens past their life are swept.
   * Atomic, since an object runs one thing at a time and nothing here waits.
   */
  spendToken(id: string, expires: number, now: number): boolean {
    this.#sql.exec("DELETE FROM spent_tokens WHERE expires < ?", now);
    const cursor = this.#sql.exec(
      "INSERT OR IGNORE INTO spent_tokens (id, expires) VALUES (?, ?)",
      id,
      expires,
    );
    return cursor.rowsWritten > 0;
  }

  /** Forgets the whole conversation. Spent tokens stay spent. */
  clear(): void {
    for (const table of ["messages", "images", "live_images", "facts"])
      this.#sql.exec(`DELETE FROM ${table}`);
  }

  /** Names the Runner object that keeps the conversation's runs: the same in every life. */
  get runnerScope(): string {
    const known = this.fact("runner");
    if (known !== undefined) return known;
    const scope = newRunScope();
    this.setFact("runner", scope);
    return scope;
  }

  /** A fact of the session, or undefined. */
  fact(key: FactKey): string | undefined {
    return this.#sql
      .exec<{ value: string }>("SELECT value FROM facts WHERE key = ?", key)
      .toArray()[0]?.value;
  }

  /** Sets a fact; undefined: forgets it. */
  setFact(key: FactKey, value: string | undefined): void {
    if (value === undefined) {
      this.#sql.exec("DELETE FROM facts WHERE key = ?", key);
      return;
    }
    this.#sql.exec(
      "INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      key,
      value,
    );
  }
}

function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    sequence: row.sequence,
    role: row.role,
    via: row.via,
    at: row.at,
    parts: JSON.parse(row.parts) as MessagePart[],
    ...(row.interrupted === 1 ? { interrupted: true } : {}),
    ...(row.agent === null ? {} : { agent: row.agent }),
  };
}
