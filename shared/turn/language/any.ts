import type { TurnLanguage } from "./turn-language.ts";

/** What holds in all languages, and all that is known of those without a list of their own. */
export const ANY: TurnLanguage = {
  fillers: "hm, hmm, hmmm, mm, mmm, uh, uhh, um, umm, uhm, erm, ehm, äh, ähm, em",
  leads: "oh, ah",
  open: "",
  dangling: "",
  auxiliaries: "",
  subjects: "",
  closed: "",
  doubtful: "",
  beginnings: "",
  questions: "",
  strandedAfter: "",
  closers: "",
  short: "ok, okay, stop, mhm, mmhm, mm-hm, mm-hmm, m-hm, hm-hm, uh-huh",
  numbers: { digits: "", teens: "", tens: "", powers: "", double: "", triple: "" },
  announcers: "",
  dictations: [],
  signs: { dot: "dot", at: "", other: "" },
  spelledBy: "",
  backchannels: `ok, okay, mhm, mmhm, mhmm, mm-hm, mm-hmm, m-hm, m-hmm, hm-hm, uh-huh, u-huh, uhuh,
    aha, ah, oh, ooh, aah, wow`,
  hallucinations: "thank you for watching, thanks for watching, amara.org, www.amara.org, www",
  stops: "stop",
};
