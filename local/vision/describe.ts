import { findLabel, pluralOf, withArticle } from "./coco-labels.ts";
import type { Box, Detection, Findings } from "./sight.ts";
import { VISION_LIMITS } from "./vision-limits.ts";

const NUMBERS = "no,one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve".split(",");
const MAX_SENTENCES = 3;
/** With more objects of one kind their places are not told apart. */
const MAX_PLACED = 3;
/** A box wider than this share of the picture is everywhere. */
const WIDE = 0.6;
/** Its centre left of the first and right of the second share, an object is at that side. */
const LEFT_THIRD = 0.36;
const RIGHT_THIRD = 0.64;

function list(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

function numberWord(count: number): string {
  return NUMBERS[count] ?? String(count);
}

function placeOf(box: Box): string {
  if (box.right - box.left > WIDE) return "";
  const middle = (box.left + box.right) / 2;
  if (middle < LEFT_THIRD) return "on the left";
  return middle > RIGHT_THIRD ? "on the right" : "in the centre";
}

/** `a cup in the centre`, `two people, one on the left and one on the right`, `five chairs`. */
function tellKind(label: string, objects: readonly Detection[]): string {
  const places = objects.toSorted((a, b) => a.box.left - b.box.left).map(({ box }) => placeOf(box));
  const name =
    objects.length === 1 ? withArticle(label) : `${numberWord(objects.length)} ${pluralOf(label)}`;
  if (objects.length > MAX_PLACED || places.includes("")) return name;
  const byPlace = [...groupBy(places, (place) => place)];
  if (byPlace.length === 1) return `${name} ${places[0]}`;
  return `${name}, ${list(byPlace.map(([place, same]) => `${numberWord(same.length)} ${place}`))}`;
}

function tellAll(objects: readonly Detection[]): string {
  const kinds = groupBy(objects, ({ label }) => label);
  const parts = [...kinds].map(([label, alike]) => tellKind(label, alike));
  const last = parts.pop() ?? "";
  if (parts.length === 0) return last;
  // A part with a comma of its own needs one before the "and" as well.
  const comma = parts.some((part) => part.includes(",")) ? "," : "";
  return `${parts.join(", ")}${comma} and ${last}`;
}

function objectSentences({ objects }: Findings): string[] {
  const sentences: string[] = [];
  const seen = objects.filter(({ score }) => score >= VISION_LIMITS.certainScore);
  const possible = objects.filter(({ score }) => score < VISION_LIMITS.certainScore);
  const [first] = seen;
  if (first) {
    const alike = seen.filter(({ label }) => label === first.label).length;
    sentences.push(`There ${alike === 1 ? "is" : "are"} ${tellAll(seen)}.`);
  }
  if (possible.length > 0)
    sentences.push(`I can make out what may be ${tellAll(possible)}, but I am not certain.`);
  return sentences;
}

/** A word of capitals that is long enough to be no abbreviation, and can be said. */
const CAPITALS = /(?<![\p{L}\p{N}])(?=\p{Lu}*[AEIOUY])\p{Lu}{4,}(?![\p{L}\p{N}])/gu;

/** A small language model reads "Sunday", while "SUNDAY" falls into pieces that mean nothing to it. */
function withoutCapitals(text: string): string {
  return text.replaceAll(CAPITALS, (word) => `${word.charAt(0)}${word.slice(1).toLowerCase()}`);
}

/** Text as one quotable line: what ends a quotation or a line is taken out. */
function quote(text: string): string {
  const line = withoutCapitals(text)
    .replaceAll(/["“”„\p{Cc}]/gu, (sign) => (sign === "\n" ? "\n" : ""))
    .split("\n")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part, i, all) => (i === all.length - 1 || /[.,:;!?]$/.test(part) ? part : `${part},`))
    .join(" ");
  const limit = VISION_LIMITS.spokenTextLength;
  return line.length <= limit ? line : `${line.slice(0, line.lastIndexOf(" ", limit))} …`;
}

function textSentence({ text }: Findings): string[] {
  const quoted = quote(text);
  return quoted === "" ? [] : [`There is a sign or a page with text that reads "${quoted}".`];
}

function colourSentence({ colours }: Findings): string[] {
  return colours.length === 0 ? [] : [`The picture is mostly ${list(colours)}.`];
}

/** Answers how many of a kind there are, or whether there is one. */
function kindSentence({ objects }: Findings, label: string): string {
  const alike = objects.filter((object) => object.label === label);
  const seen = alike.filter(({ score }) => score >= VISION_LIMITS.certainScore);
  if (seen.length > 0) return `I can see ${tellKind(label, seen)}.`;
  if (alike.length > 0)
    return `I can make out what may be ${tellKind(label, alike)}, but I am not certain.`;
  return `I can't make out ${withArticle(label)}.`;
}

const ASKS_FOR_TEXT =
  /\b(read|reads|say|says|text|written|writing|words?|letters?|title|price|total|amount|date)\b/i;
const ASKS_FOR_COLOUR = /\bcolou?rs?\b/i;

/**
 * Tells in one to three plain sentences what was found: objects with counts and rough places, then
 * text; what the question asks for comes first. It says so when it is unsure or found nothing.
 */
export function describePicture(findings: Findings, question = ""): string {
  const asked = question.slice(0, VISION_LIMITS.questionLength);
  const objects = objectSentences(findings);
  const text = textSentence(findings);
  const colour = colourSentence(findings);
  const label = findLabel(asked);

  let sentences: string[];
  if (ASKS_FOR_TEXT.test(asked))
    sentences = [...(text.length > 0 ? text : ["I can't make out any text in it."]), ...objects];
  else if (ASKS_FOR_COLOUR.test(asked)) sentences = [...colour, ...objects, ...text];
  else if (label) {
    const answer = kindSentence(findings, label);
    const others = findings.objects.filter((object) => object.label !== label);
    sentences = [answer, ...objectSentences({ ...findings, objects: others }), ...text];
  } else sentences = [...objects, ...text];

  if (sentences.length === 0)
    sentences = ["I can't make out any object or text that I am certain of.", ...colour];
  return sentences.slice(0, MAX_SENTENCES).join(" ");
}
