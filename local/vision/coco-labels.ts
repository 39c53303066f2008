/** The 80 kinds of object in COCO 2017, in the order of the detector's class numbers. */
export const COCO_LABELS: readonly string[] = (
  "person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant," +
  "stop sign,parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe," +
  "backpack,umbrella,handbag,tie,suitcase,frisbee,skis,snowboard,ball,kite,baseball bat," +
  "baseball glove,skateboard,surfboard,tennis racket,bottle,wine glass,cup,fork,knife,spoon," +
  "bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch," +
  "potted plant,bed,dining table,toilet,television,laptop,mouse,remote control,keyboard," +
  "cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase,scissors,teddy bear," +
  "hair dryer,toothbrush"
).split(",");

/** Plurals that do not just take an s. */
const PLURALS: Readonly<Record<string, string>> = {
  person: "people",
  bus: "buses",
  bench: "benches",
  sheep: "sheep",
  skis: "pairs of skis",
  "wine glass": "wine glasses",
  knife: "knives",
  sandwich: "sandwiches",
  broccoli: "pieces of broccoli",
  couch: "couches",
  mouse: "mice",
  scissors: "pairs of scissors",
  toothbrush: "toothbrushes",
};

const SINGULARS: Readonly<Record<string, string>> = {
  skis: "a pair of skis",
  scissors: "a pair of scissors",
  broccoli: "some broccoli",
};

/** Other words that people use for a kind. */
const SYNONYMS: Readonly<Record<string, string>> = {
  man: "person",
  men: "person",
  woman: "person",
  women: "person",
  child: "person",
  children: "person",
  persons: "person",
  bike: "bicycle",
  motorbike: "motorcycle",
  plane: "airplane",
  aeroplane: "airplane",
  tv: "television",
  phone: "cell phone",
  mobile: "cell phone",
  sofa: "couch",
  plant: "potted plant",
  table: "dining table",
  mug: "cup",
  fridge: "refrigerator",
};

/** `cup` → `a cup`. */
export function withArticle(label: string): string {
  return SINGULARS[label] ?? `${/^[aeiou]/.test(label) ? "an" : "a"} ${label}`;
}

/** `cup` → `cups`. */
export function pluralOf(label: string): string {
  return PLURALS[label] ?? `${label}s`;
}

const BY_WORD: ReadonlyMap<string, string> = new Map([
  ...COCO_LABELS.map((label) => [label, label] as const),
  ...COCO_LABELS.map((label) => [pluralOf(label), label] as const),
  ...Object.entries(SYNONYMS),
  ...Object.entries(SYNONYMS).map(([word, label]) => [`${word}s`, label] as const),
]);

/** The first kind that a sentence names, by its longest name (`hot dog` before `dog`). */
export function findLabel(sentence: string): string | undefined {
  const words = sentence.toLowerCase().match(/[a-z]+/g) ?? [];
  for (const [i, word] of words.entries()) {
    const label = BY_WORD.get(`${word} ${words[i + 1] ?? ""}`) ?? BY_WORD.get(word);
    if (label) return label;
  }
  return undefined;
}
