/**
 * What a language's words tell about taking turns. Each entry is a word or a phrase in lower case,
 * written as people write it; `phraseSet` cuts it like any other text. Data only: the rules that read
 * it are the same for all languages.
 */
export interface TurnLanguage {
  /** Hesitations: at the end the speaker goes on, over the agent's voice they say nothing. */
  readonly fillers: readonly string[];
  /** What no sentence ends with: articles, conjunctions, possessives, contracted subjects. */
  readonly open: readonly string[];
  /** What a statement doesn't end with, though a question may: prepositions. */
  readonly dangling: readonly string[];
  /** What may be an end or not, whatever mark follows. */
  readonly doubtful: readonly string[];
  /** Verbs that want more, unless one of `subjects` stands before them ("yes it is"). */
  readonly auxiliaries: readonly string[];
  readonly subjects: readonly string[];
  /** Ends that are whole though their last word is in one of the lists above. */
  readonly closed: readonly string[];
  /** Whole sentences that are only beginnings, and requests for time to think. */
  readonly beginnings: readonly string[];
  /** Words with which a question begins, or a clause in which a preposition may come last. */
  readonly questions: readonly string[];
  /** Words after which a preposition may end such a clause ("what is it | for"). */
  readonly strandedAfter: readonly string[];
  /** Words that close a request, with or without a mark. */
  readonly closers: readonly string[];
  /** Whole answers and orders; also in rows ("yeah okay thanks"). */
  readonly short: readonly string[];
  /** Number words: of one digit each, of more, and those that repeat the next ("double"). */
  readonly digits: readonly string[];
  readonly numbers: readonly string[];
  readonly repeats: readonly string[];
  /** Words before something dictated, and the digits or letters after which it may be over. */
  readonly dictations: readonly Dictation[];
  /** Words for the signs of addresses. */
  readonly signs: {
    readonly dot: readonly string[];
    readonly at: readonly string[];
    readonly other: readonly string[];
  };
  /** Between a letter and the word that explains it: "B as in Bravo". */
  readonly spelledBy: readonly string[];
  /** What listeners say without wanting the turn. */
  readonly backchannels: readonly string[];
  /** What recognizers make of noise; never believed when it is all there is. */
  readonly hallucinations: readonly string[];
  /** What interrupts at once, however few words are enough otherwise. */
  readonly stops: readonly string[];
}

export interface Dictation {
  readonly cues: readonly string[];
  /** Characters after which it may be over; "address" for e-mail and web addresses. */
  readonly length: number | "address";
}
