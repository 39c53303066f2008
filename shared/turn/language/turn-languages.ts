import { ANY } from "./any.ts";
import { EN } from "./en.ts";
import type { PhraseSet } from "./phrase-set.ts";
import { phraseSet } from "./phrase-set.ts";
import type { TurnLanguage } from "./turn-language.ts";

const LANGUAGES: Readonly<Record<string, TurnLanguage>> = { en: EN };

/** A language's lists, ready for look-up, with what holds in all languages added. */
export interface TurnPhrases {
  readonly fillers: PhraseSet;
  readonly open: PhraseSet;
  readonly dangling: PhraseSet;
  readonly doubtful: PhraseSet;
  readonly auxiliaries: PhraseSet;
  readonly subjects: PhraseSet;
  readonly closed: PhraseSet;
  readonly beginnings: PhraseSet;
  readonly questions: PhraseSet;
  readonly strandedAfter: PhraseSet;
  readonly closers: PhraseSet;
  readonly short: PhraseSet;
  readonly digits: PhraseSet;
  readonly numbers: PhraseSet;
  readonly repeats: PhraseSet;
  readonly dictations: readonly { readonly cues: PhraseSet; readonly length: number | "address" }[];
  readonly dots: PhraseSet;
  readonly ats: PhraseSet;
  readonly signs: PhraseSet;
  readonly spelledBy: PhraseSet;
  readonly backchannels: PhraseSet;
  readonly hallucinations: PhraseSet;
  readonly stops: PhraseSet;
}

const known = new Map<string, TurnPhrases>();

/**
 * The phrases of a language by its BCP 47 tag ("en", "en-GB", "pt_BR"); of no language where there is
 * no list. Cut once per language, when first asked for.
 */
export function turnPhrases(tag: string): TurnPhrases {
  const primary = (/^[a-z]{2,3}(?![a-z])/i.exec(tag)?.[0] ?? "").toLowerCase();
  const language = Object.hasOwn(LANGUAGES, primary) ? primary : "";
  const found = known.get(language);
  if (found !== undefined) return found;
  const made = cut(LANGUAGES[language] ?? ANY);
  known.set(language, made);
  return made;
}

function cut(of: TurnLanguage): TurnPhrases {
  return {
    fillers: phraseSet(ANY.fillers, of.fillers),
    open: phraseSet(of.open),
    dangling: phraseSet(of.dangling),
    doubtful: phraseSet(of.doubtful),
    auxiliaries: phraseSet(of.auxiliaries),
    subjects: phraseSet(of.subjects),
    closed: phraseSet(of.closed),
    beginnings: phraseSet(of.beginnings),
    questions: phraseSet(of.questions),
    strandedAfter: phraseSet(of.strandedAfter),
    closers: phraseSet(of.closers),
    short: phraseSet(ANY.short, of.short),
    digits: phraseSet(of.digits),
    numbers: phraseSet(of.numbers),
    repeats: phraseSet(of.repeats),
    dictations: of.dictations.map(({ cues, length }) => ({ cues: phraseSet(cues), length })),
    dots: phraseSet(of.signs.dot),
    ats: phraseSet(of.signs.at),
    signs: phraseSet(of.signs.other),
    spelledBy: phraseSet(of.spelledBy),
    backchannels: phraseSet(ANY.backchannels, of.backchannels),
    hallucinations: phraseSet(ANY.hallucinations, of.hallucinations),
    stops: phraseSet(ANY.stops, of.stops),
  };
}
