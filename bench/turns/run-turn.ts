import type { BenchSession } from "./bench-session.ts";

/** What became of one user's turn. */
export interface TurnResult {
  /** It was taken for over before its last word. */
  readonly cut: boolean;
  /** Last sound → the turn is over for the client, in milliseconds; undefined where it was cut or never was. */
  readonly endMs: number | undefined;
  readonly words: string;
}

/** How long a turn may take to be over. */
const LATEST_MS = 5_000;

/** Says one turn, whose last word is `tailMs` before the sound's end, and waits until it is over. */
export async function runTurn(
  session: BenchSession,
  sound: Int16Array,
  tailMs: number,
): Promise<TurnResult> {
  await session.until(() => session.client.isWelcome, 1_000);
  const to = (await session.hear(sound)).to - tailMs;
  const isUser = (message: { message: { role: string } }): boolean =>
    message.message.role === "user";
  const early = session.first("message", 0, isUser);
  if (early !== undefined && early < to)
    return { cut: true, endMs: undefined, words: wordsOf(session) };
  await session.until(() => session.first("message", to, isUser) !== undefined, LATEST_MS);
  const at = session.first("message", to, isUser);
  return {
    cut: false,
    endMs: at === undefined ? undefined : at - to,
    words: wordsOf(session),
  };
}

function wordsOf(session: BenchSession): string {
  return session.received
    .flatMap(({ message }) =>
      message.type === "message" && message.message.role === "user" ? message.message.parts : [],
    )
    .flatMap((part) => (part.type === "text" ? [part.text] : []))
    .join(" | ");
}
