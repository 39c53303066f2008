/**
 * Words and phrases with commas between them, in lower case, written as people write them. They are
 * cut into words like any other text.
 */
export type Phrases = string;

/**
 * What a language's words tell about taking turns. Data only: the rules that read it are the same for
 * all languages. An empty list turns its rule off.
 */
export interface TurnLanguage {
  /** Hesitations: at the end the speaker goes on; over the agent's voice they say nothing. */
  readonly fillers: Phrases;
  /** Words that open an answer or a sentence without being part of it ("well", "oh"). */
  readonly leads: Phrases;
  /** What no sentence ends with: articles, conjunctions, possessives, contracted subjects. */
  readonly open: Phrases;
  /** What a statement doesn't end with, though a question may: prepositions. */
  readonly dangling: Phrases;
  /** Verbs that want more, unless one of `subjects` stands before them ("where it is"). */
  readonly auxiliaries: Phrases;
  readonly subjects: Phrases;
  /** Ends that are whole though their last word is in a list above ("turn it on"). */
  readonly closed: Phrases;
  /** Ends that may be whole though their last word is in a list above: the mark after them tells. */
  readonly doubtful: Phrases;
  /** Whole sentences that are only beginnings, and requests for time to think. */
  readonly beginnings: Phrases;
  /** Words that make a clause in which a preposition or a verb may come last. */
  readonly questions: Phrases;
  /** Words after which it may ("what is it | for"). */
  readonly strandedAfter: Phrases;
  /** Words that close a request, with or without a mark. */
  readonly closers: Phrases;
  /** Whole answers and orders; also in rows ("yeah okay thanks"). */
  readonly short: Phrases;
  readonly numbers: NumberWords;
  /** Words before digits or letters that are probably dictated ("it's", "call me at"). */
  readonly announcers: Phrases;
  readonly dictations: readonly Dictation[];
  /** Words for the signs in addresses and numbers. */
  readonly signs: { readonly dot: Phrases; readonly at: Phrases; readonly other: Phrases };
  /** Between a letter and the word that explains it: "B as in Bravo". */
  readonly spelledBy: Phrases;
  /** What listeners say without wanting the turn. */
  readonly backchannels: Phrases;
  /** What recognizers make of noise; not believed when it is all there is. */
  readonly hallucinations: Phrases;
  /** What interrupts at once, however many words are asked for otherwise. */
  readonly stops: Phrases;
}

/** Words of one digit, of two, of one or two ("twenty" in "twenty-five"), and powers of ten. */
export interface NumberWords {
  readonly digits: Phrases;
  readonly teens: Phrases;
  readonly tens: Phrases;
  readonly powers: Phrases;
  /** Words that say the next digit twice, or three times. */
  readonly double: Phrases;
  readonly triple: Phrases;
}

/** Words before something dictated, and what it needs to be whole. */
export interface Dictation {
  readonly cues: Phrases;
  /**
   * Digits and letters; `name`: any number of them; `mail`: an e-mail or web address; `street`: a
   * postal address.
   */
  readonly length: number | "name" | "mail" | "street";
}
