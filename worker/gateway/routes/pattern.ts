import type { Assertion, CharacterSet, PatternNode } from "./pattern-syntax.ts";
import { PatternError, readPattern } from "./pattern-syntax.ts";
import { ROUTE_LIMITS } from "./route-limits.ts";
import type { Work } from "./work.ts";

type Instruction =
  | { readonly op: "set"; readonly set: CharacterSet }
  | { readonly op: "assert"; readonly assertion: Assertion }
  | { readonly op: "fork"; readonly to: readonly number[] }
  | { readonly op: "match" };

const NEWLINES: readonly number[] = [10, 13, 0x2028, 0x2029];
const ANY: CharacterSet = { ranges: [], negated: true };
const NO_NEWLINE: CharacterSet = { ranges: NEWLINES.map((code) => [code, code]), negated: true };

/** How a pattern is read: in any case; `^` and `$` at every line; `.` for line ends too. */
export interface PatternFlags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

/**
 * A regular expression that is matched by going through the text once with all ways of matching at
 * a time (Thompson 1968, https://swtch.com/~rsc/regexp/regexp1.html): there is no backtracking, so
 * no text makes it slow. Time is at most the text's length times the pattern's.
 */
export class Pattern {
  readonly #program: readonly Instruction[];
  readonly #flags: PatternFlags;

  /** Throws PatternError. */
  constructor(pattern: string, flags: PatternFlags) {
    if (pattern.length > ROUTE_LIMITS.patternLength)
      throw new PatternError(`has more than ${ROUTE_LIMITS.patternLength} characters`);
    const program: Instruction[] = [];
    emit(readPattern(pattern), program, flags);
    put(program, { op: "match" });
    this.#program = program;
    this.#flags = flags;
  }

  /** Whether it matches anywhere in the text. Throws AppError when `work` is over. */
  test(text: string, work: Work): boolean {
    const program = this.#program;
    const seen = new Int32Array(program.length).fill(-1);
    const stack: number[] = [];
    let ready: number[] = [];
    const next: number[] = [];
    for (let at = 0; ;) {
      const code = text.codePointAt(at);
      const before = at === 0 ? undefined : text.charCodeAt(at - 1);
      // A match may begin at every place.
      stack.push(0);
      for (let thread = next.pop(); thread !== undefined; thread = next.pop()) stack.push(thread);
      ready = [];
      for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
        if (seen[thread] === at) continue;
        seen[thread] = at;
        work.spend(1);
        const instruction = program[thread];
        if (instruction === undefined) continue;
        if (instruction.op === "match") return true;
        if (instruction.op === "fork") stack.push(...instruction.to);
        else if (instruction.op === "set") ready.push(thread);
        else if (this.#holds(instruction.assertion, before, code)) stack.push(thread + 1);
      }
      if (code === undefined) return false;
      for (const thread of ready) {
        const instruction = program[thread];
        if (instruction?.op === "set" && this.#includes(instruction.set, code))
          next.push(thread + 1);
      }
      at += code > 0xffff ? 2 : 1;
    }
  }

  #includes(set: CharacterSet, code: number): boolean {
    return set.negated !== this.#isIn(set.ranges, code);
  }

  #isIn(ranges: CharacterSet["ranges"], code: number): boolean {
    if (isWithin(ranges, code)) return true;
    if (!this.#flags.i) return false;
    const character = String.fromCodePoint(code);
    return (
      isWithin(ranges, character.toLowerCase().codePointAt(0) ?? code) ||
      isWithin(ranges, character.toUpperCase().codePointAt(0) ?? code)
    );
  }

  #holds(assertion: Assertion, before: number | undefined, after: number | undefined): boolean {
    switch (assertion) {
      case "start":
        return before === undefined || (this.#flags.m && NEWLINES.includes(before));
      case "end":
        return after === undefined || (this.#flags.m && NEWLINES.includes(after));
      case "border":
        return isWord(before) !== isWord(after);
      case "no-border":
        return isWord(before) === isWord(after);
    }
  }
}

function emit(node: PatternNode, program: Instruction[], flags: PatternFlags): void {
  switch (node.type) {
    case "set":
      put(program, { op: "set", set: node.set });
      return;
    case "any":
      put(program, { op: "set", set: flags.s ? ANY : NO_NEWLINE });
      return;
    case "assert":
      put(program, { op: "assert", assertion: node.assertion });
      return;
    case "sequence":
      for (const part of node.of) emit(part, program, flags);
      return;
    case "choice": {
      const starts: number[] = [];
      put(program, { op: "fork", to: starts });
      const ends: number[][] = [];
      for (const part of node.of) {
        starts.push(program.length);
        emit(part, program, flags);
        const end: number[] = [];
        ends.push(end);
        put(program, { op: "fork", to: end });
      }
      for (const end of ends) end.push(program.length);
      return;
    }
    case "repeat":
      emitRepeat(node, program, flags);
  }
}

function emitRepeat(
  { of, least, most }: Extract<PatternNode, { type: "repeat" }>,
  program: Instruction[],
  flags: PatternFlags,
): void {
  for (let time = 0; time < least; time++) emitCounted(of, program, flags);
  if (most === Infinity) {
    const to: number[] = [];
    const start = put(program, { op: "fork", to });
    to.push(start + 1);
    emit(of, program, flags);
    put(program, { op: "fork", to: [start] });
    to.push(program.length);
    return;
  }
  const exits: number[][] = [];
  for (let time = least; time < most; time++) {
    const to: number[] = [];
    to.push(put(program, { op: "fork", to }) + 1);
    exits.push(to);
    emit(of, program, flags);
  }
  for (const to of exits) to.push(program.length);
}

/** What emits nothing would repeat without end. */
function emitCounted(of: PatternNode, program: Instruction[], flags: PatternFlags): void {
  const before = program.length;
  emit(of, program, flags);
  if (program.length === before) put(program, { op: "fork", to: [before + 1] });
}

function put(program: Instruction[], instruction: Instruction): number {
  if (program.length >= ROUTE_LIMITS.instructions) throw new PatternError("is too long");
  return program.push(instruction) - 1;
}

function isWithin(ranges: CharacterSet["ranges"], code: number): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last);
}

function isWord(code: number | undefined): boolean {
  if (code === undefined) return false;
  const character = String.fromCodePoint(code);
  return /^\w$/.test(character);
}
