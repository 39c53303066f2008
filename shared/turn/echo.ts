/** Longer texts are compared by their ends. */
const HEARD_MOST = 40;
const SAID_MOST = 90;
/** Fewer words must be the agent's own, one after another. */
const ERRORS_FROM = 4;
/** Share of the words that may be misheard. */
const MISHEARD_SHARE = 0.25;

/**
 * Whether the words are the agent's own, come back: all of them stand in what it says, in order and
 * close together, apart from small recognition errors. Anything added at an end is new, and is no echo.
 */
export function isEcho(heardWords: readonly string[], saidWords: readonly string[]): boolean {
  const heard = heardWords.slice(-HEARD_MOST);
  const said = saidWords.slice(-SAID_MOST);
  const last = heard.length - 1;
  if (last < 0 || said.length === 0) return false;
  const most = heard.length < ERRORS_FROM ? 0 : Math.floor(heard.length * MISHEARD_SHARE);
  // Fewest errors with which heard[0..i] ends at said[j]; the row before holds i - 1.
  let before = new Array<number>(said.length).fill(0);
  for (let i = 0; i <= last; i += 1) {
    const row = new Array<number>(said.length).fill(Infinity);
    const edge = i === 0 || i === last;
    for (let j = 0; j < said.length; j += 1) {
      const alike = isAlike(heard[i] as string, said[j] as string, i === last);
      const reached = i === 0 ? 0 : j === 0 ? Infinity : (before[j - 1] as number);
      let cost = alike ? reached : edge ? Infinity : reached + 1;
      // A word of the agent's that was not heard.
      if (i > 0 && j > 1 && alike) cost = Math.min(cost, (before[j - 2] as number) + 1);
      // A word heard twice, or one word heard as two.
      if (i > 0 && !edge) cost = Math.min(cost, (before[j] as number) + 1);
      row[j] = cost;
    }
    before = row;
  }
  return Math.min(...before) <= most;
}

/** Whether a word was heard as the other: the same, a letter off, or its beginning when it is cut. */
function isAlike(heard: string, said: string, cut: boolean): boolean {
  if (heard === said) return true;
  if (heard.length < 3 || said.length < 3) return false;
  if (cut && said.startsWith(heard)) return true;
  const most = Math.min(2, Math.floor(Math.max(heard.length, said.length) / 4));
  return (
    most > 0 && Math.abs(heard.length - said.length) <= most && distance(heard, said, most) <= most
  );
}

/** Levenshtein's distance, or more than `most`. */
function distance(a: string, b: string, most: number): number {
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const cost = Math.min(
        (before[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (before[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return least;
    before = row;
  }
  return before[b.length] as number;
}
