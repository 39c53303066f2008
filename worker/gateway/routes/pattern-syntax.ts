/** A set of characters, as ranges of code points (inclusive). */
export interface CharacterSet {
  readonly ranges: readonly (readonly [number, number])[];
  readonly negated: boolean;
}

/** Where a pattern may only match. */
export type Assertion = "start" | "end" | "border" | "no-border";

/** A pattern as a tree. */
export type PatternNode =
  | { readonly type: "set"; readonly set: CharacterSet }
  | { readonly type: "any" }
  | { readonly type: "assert"; readonly assertion: Assertion }
  | { readonly type: "sequence"; readonly of: readonly PatternNode[] }
  | { readonly type: "choice"; readonly of: readonly PatternNode[] }
  | {
      readonly type: "repeat";
      readonly of: PatternNode;
      readonly least: number;
      /** Infinity: without an end. */
      readonly most: number;
    };

/** A pattern that can't be read; the message is the end of a sentence. */
export class PatternError extends Error {
  override readonly name = "PatternError";
}

type Ranges = CharacterSet["ranges"];

const LAST = 0x10ffff;
const DIGITS: Ranges = [[48, 57]];
const WORD: Ranges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACES: Ranges = [
  [9, 13],
  [32, 32],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
const CLASSES: Readonly<Record<string, Ranges>> = {
  d: DIGITS,
  w: WORD,
  s: SPACES,
  D: complement(DIGITS),
  W: complement(WORD),
  S: complement(SPACES),
};
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, "0": 0 };

/**
 * Reads the part of JavaScript's regular expressions that can be matched in linear time: everything
 * but look-around, references to groups, named groups and `\p`. Throws PatternError.
 */
export function readPattern(pattern: string): PatternNode {
  const reader = new Reader([...pattern]);
  const node = reader.choice();
  if (!reader.isAtEnd) throw new PatternError("has a ) too many");
  return node;
}

class Reader {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(characters: readonly string[]) {
    this.#characters = characters;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  choice(): PatternNode {
    const of = [this.#sequence()];
    while (this.#takes("|")) of.push(this.#sequence());
    return of.length === 1 && of[0] !== undefined ? of[0] : { type: "choice", of };
  }

  #sequence(): PatternNode {
    const of: PatternNode[] = [];
    while (!this.isAtEnd && this.#peek() !== "|" && this.#peek() !== ")") of.push(this.#repeated());
    return { type: "sequence", of };
  }

  #repeated(): PatternNode {
    const of = this.#atom();
    const count = this.#count();
    if (count === undefined) return of;
    if (of.type === "assert") throw new PatternError("repeats what has no length");
    // Whether as few or as many as possible doesn't matter for whether there is a match.
    this.#takes("?");
    if (this.#count() !== undefined) throw new PatternError("repeats a repetition");
    return { type: "repeat", of, least: count[0], most: count[1] };
  }

  #count(): readonly [number, number] | undefined {
    if (this.#takes("*")) return [0, Infinity];
    if (this.#takes("+")) return [1, Infinity];
    if (this.#takes("?")) return [0, 1];
    if (!this.#takes("{")) return undefined;
    const least = this.#number();
    if (least === undefined) throw new PatternError("has a { without a number");
    const most = this.#takes(",") ? (this.#number() ?? Infinity) : least;
    if (!this.#takes("}")) throw new PatternError("has a { that nothing closes");
    if (most < least) throw new PatternError("repeats from more to less");
    return [least, most];
  }

  #number(): number | undefined {
    let digits = "";
    while (/^\d$/.test(this.#peek())) digits += this.#next();
    return digits === "" ? undefined : Number(digits);
  }

  #atom(): PatternNode {
    const character = this.#next();
    switch (character) {
      case ".":
        return { type: "any" };
      case "^":
        return { type: "assert", assertion: "start" };
      case "$":
        return { type: "assert", assertion: "end" };
      case "(":
        return this.#group();
      case "[":
        return { type: "set", set: this.#class() };
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
      case "{":
        throw new PatternError(`has a ${character} with nothing before it`);
      default:
        return { type: "set", set: one(codeOf(character)) };
    }
  }

  #group(): PatternNode {
    if (this.#takes("?") && !this.#takes(":"))
      throw new PatternError("may have no look-around and no named groups");
    const node = this.choice();
    if (!this.#takes(")")) throw new PatternError("has a ( that nothing closes");
    return node;
  }

  #escape(): PatternNode {
    if (this.#takes("b")) return { type: "assert", assertion: "border" };
    if (this.#takes("B")) return { type: "assert", assertion: "no-border" };
    return { type: "set", set: { ranges: this.#escaped(), negated: false } };
  }

  /** What stands after a backslash, as ranges. */
  #escaped(): Ranges {
    const character = this.#next();
    const known = CLASSES[character];
    if (known !== undefined) return known;
    const control = CONTROLS[character];
    if (control !== undefined) return [[control, control]];
    if (character === "x") return this.#hex(2);
    if (character === "u") return this.#hex(4);
    if (/^[a-z0-9]$/i.test(character))
      throw new PatternError(`has \\${character}, which is not supported`);
    return [[codeOf(character), codeOf(character)]];
  }

  #hex(length: number): Ranges {
    let digits = "";
    while (digits.length < length) digits += this.#next();
    if (!/^[0-9a-f]+$/i.test(digits)) throw new PatternError("has a character number that is none");
    const code = Number.parseInt(digits, 16);
    return [[code, code]];
  }

  #class(): CharacterSet {
    const negated = this.#takes("^");
    const ranges: (readonly [number, number])[] = [];
    while (!this.#takes("]")) {
      const from = this.#member();
      const [first, ...others] = from;
      if (this.#peek() !== "-" || this.#characters[this.#at + 1] === "]") {
        ranges.push(...from);
        continue;
      }
      this.#next();
      const [last, ...more] = this.#member();
      if (first === undefined || last === undefined || others.length + more.length > 0)
        throw new PatternError("has a range between classes");
      if (last[0] < first[0]) throw new PatternError("has a range from more to less");
      ranges.push([first[0], last[0]]);
    }
    return { ranges, negated };
  }

  #member(): Ranges {
    const character = this.#next();
    if (character === "\\") return this.#takes("b") ? [[8, 8]] : this.#escaped();
    return [[codeOf(character), codeOf(character)]];
  }

  #peek(): string {
    return this.#characters[this.#at] ?? "";
  }

  #takes(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  #next(): string {
    const character = this.#characters[this.#at++];
    if (character === undefined) throw new PatternError("ends too early");
    return character;
  }
}

function one(code: number): CharacterSet {
  return { ranges: [[code, code]], negated: false };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function complement(ranges: Ranges): Ranges {
  const gaps: (readonly [number, number])[] = [];
  let from = 0;
  for (const [first, last] of ranges) {
    if (first > from) gaps.push([from, first - 1]);
    from = last + 1;
  }
  return [...gaps, [from, LAST]];
}
