/** An expected failure: its message is the whole report, one sentence and what to do. */
export class Failure extends Error {
  override readonly name = "Failure";
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full. Free some space (Parley needs about 2 GB) and run the command again.",
  EROFS: "Parley's folder can't be written to: the file system is read-only.",
  EACCES:
    "Parley may not write to its own folder. Make the folder yours and run the command again.",
  EMFILE: "Too many files are open on this machine. Raise `ulimit -n` and run the command again.",
};

/**
 * The sentence for anything thrown, or undefined when it is a defect of ours, which deserves its
 * stack.
 */
export function failureSentence(thrown: unknown): string | undefined {
  if (thrown instanceof Failure) return thrown.message;
  if (!(thrown instanceof Error)) return undefined;
  const code = "code" in thrown ? String(thrown.code) : "";
  return (
    SENTENCES[code] ?? (thrown.cause === undefined ? undefined : failureSentence(thrown.cause))
  );
}
