import { ANY } from "./any.ts";
import { DE } from "./de.ts";
import { EN } from "./en.ts";
import { ES } from "./es.ts";
import { FR } from "./fr.ts";
import { IT } from "./it.ts";
import { JA } from "./ja.ts";
import { NL } from "./nl.ts";
import type { PhraseSet } from "./phrase-set.ts";
import { phraseSet } from "./phrase-set.ts";
import { PT } from "./pt.ts";
import type { Dictation, TurnLanguage } from "./turn-language.ts";

const LANGUAGES: ReadonlyMap<string, TurnLanguage> = new Map(
  Object.entries({ de: DE, en: EN, es: ES, fr: FR, it: IT, ja: JA, nl: NL, pt: PT }),
);

/** A language's lists, ready for look-up, with what holds in all languages added. */
export interface TurnPhrases {
  readonly fillers: PhraseSet;
  /** Fillers and leads. */
  readonly leads: PhraseSet;
  readonly open: PhraseSet;
  readonly dangling: PhraseSet;
  readonly auxiliaries: PhraseSet;
  readonly subjects: PhraseSet;
  readonly closed: PhraseSet;
  readonly doubtful: PhraseSet;
  readonly beginnings: PhraseSet;
  readonly questions: PhraseSet;
  readonly strandedAfter: PhraseSet;
  readonly closers: PhraseSet;
  readonly short: PhraseSet;
  readonly digits: PhraseSet;
  readonly teens: PhraseSet;
  readonly tens: PhraseSet;
  readonly powers: PhraseSet;
  readonly double: PhraseSet;
  readonly triple: PhraseSet;
  readonly announcers: PhraseSet;
  readonly dictations: readonly DictationCues[];
  readonly dots: PhraseSet;
  readonly ats: PhraseSet;
  readonly signs: PhraseSet;
  readonly spelledBy: PhraseSet;
  /** Backchannels and fillers. */
  readonly backchannels: PhraseSet;
  readonly hallucinations: PhraseSet;
  readonly stops: PhraseSet;
}

export interface DictationCues {
  readonly cues: PhraseSet;
  readonly length: Dictation["length"];
}

const made = new Map<string, TurnPhrases>();

/**
 * The phrases of a language by its BCP 47 tag ("en", "en-GB", "pt_BR"); where there is no list of
 * that language, what holds in all of them. Cut once per language, when first asked for.
 */
export function turnPhrases(tag: string): TurnPhrases {
  const primary = /^[a-z]{2,3}(?![a-z])/i.exec(tag)?.[0].toLowerCase() ?? "";
  const language = LANGUAGES.has(primary) ? primary : "";
  let phrases = made.get(language);
  if (phrases === undefined) {
    phrases = cut(LANGUAGES.get(language) ?? ANY);
    made.set(language, phrases);
  }
  return phrases;
}

function cut(of: TurnLanguage): TurnPhrases {
  return {
    fillers: phraseSet(ANY.fillers, of.fillers),
    leads: phraseSet(ANY.fillers, of.fillers, ANY.leads, of.leads),
    open: phraseSet(of.open),
    dangling: phraseSet(of.dangling),
    auxiliaries: phraseSet(of.auxiliaries),
    subjects: phraseSet(of.subjects),
    closed: phraseSet(of.closed),
    doubtful: phraseSet(of.doubtful),
    beginnings: phraseSet(of.beginnings),
    questions: phraseSet(of.questions),
    strandedAfter: phraseSet(of.strandedAfter),
    closers: phraseSet(of.closers),
    short: phraseSet(ANY.short, of.short),
    digits: phraseSet(of.numbers.digits),
    teens: phraseSet(of.numbers.teens),
    tens: phraseSet(of.numbers.tens),
    powers: phraseSet(of.numbers.powers),
    double: phraseSet(of.numbers.double),
    triple: phraseSet(of.numbers.triple),
    announcers: phraseSet(of.announcers),
    dictations: of.dictations.map(({ cues, length }) => ({ cues: phraseSet(cues), length })),
    dots: phraseSet(ANY.signs.dot, of.signs.dot),
    ats: phraseSet(of.signs.at),
    signs: phraseSet(of.signs.other),
    spelledBy: phraseSet(of.spelledBy),
    backchannels: phraseSet(ANY.backchannels, of.backchannels, ANY.fillers, of.fillers),
    hallucinations: phraseSet(ANY.hallucinations, of.hallucinations),
    stops: phraseSet(ANY.stops, of.stops),
  };
}
