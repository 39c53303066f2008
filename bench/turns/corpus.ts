/** Silence inside an utterance, in milliseconds, or words that a voice says. */
export type Part = number | string;

/** A voice of the corpus: three of flite's, and the agent's own by Piper, which is the clearest. */
export const USER_VOICES = ["joe", "rms", "slt", "awb"] as const;
export type UserVoice = (typeof USER_VOICES)[number];

/** One user's turn with the pauses that a speaker makes in it. */
export interface SpokenTurn {
  readonly kind: "turn";
  readonly parts: readonly Part[];
}

/** Something that is heard while the agent speaks. */
export interface OverItem {
  readonly kind: "interruption" | "backchannel" | "noise" | "echo";
  readonly says: string;
}

/**
 * Turns as people speak them to an agent: whole sentences, short answers, hesitations, numbers that
 * are dictated, and pauses behind words that could have been the end. The pauses are of the usual
 * length inside speech, 250 to 900 ms (Campione and Véronis 2002).
 */
export const TURNS: readonly SpokenTurn[] = [
  ["What is the capital of France?"],
  ["Turn on the lights in the kitchen."],
  ["Yeah."],
  ["No."],
  ["Okay, thank you."],
  ["How long does it take to get to the airport?"],
  ["I would like two tickets for tonight."],
  ["Tell me something about the history of this town."],
  ["I don't know."],
  ["That sounds good to me."],
  ["I would like to", 600, "book a table for two."],
  ["Can you tell me", 450, "what the weather is like?"],
  ["Um", 500, "I think so."],
  ["My number is", 500, "five five five", 400, "one two three four."],
  ["I want to go to", 700, "Berlin."],
  ["It was on Monday and", 550, "then again on Thursday."],
  ["The problem is that", 650, "it doesn't start any more."],
  ["I need a room for", 500, "three nights."],
  ["So", 400, "what do you think about that?"],
  ["I was wondering if", 600, "you could help me with my order."],
  ["Please send it to", 500, "twelve Baker Street."],
  ["We are looking for a", 450, "quiet place near the station."],
  ["Well", 350, "I'm not really sure about that."],
  ["I like the first one", 300, "but it is too expensive."],
  ["Could you please", 400, "say that again?"],
  ["Let me think", 350, "the other one is better."],
  ["Because", 500, "I have to be there at nine."],
  ["I'd like a pizza with", 600, "mushrooms and onions."],
  ["What I mean is", 450, "can I change the date?"],
  ["He said he would come", 280, "on Friday evening."],
].map((parts) => ({ kind: "turn", parts }));

/** What is said, or sounds, while the agent speaks. */
export const OVER: readonly OverItem[] = [
  ...[
    "Stop.",
    "Wait a moment.",
    "No, I meant the other one.",
    "Hold on.",
    "Can you repeat that?",
    "That's not what I asked.",
    "What about tomorrow?",
    "I have another question.",
    "Stop, that's enough.",
    "Excuse me, how much is it?",
  ].map((says) => ({ kind: "interruption", says }) as const),
  // Synthetic voices spell "mm-hm" and "hmm".
  ...["Uh huh.", "Right.", "Okay.", "Yeah.", "I see.", "Oh.", "Yeah, yeah.", "Sure.", "Yes."].map(
    (says) => ({ kind: "backchannel", says }) as const,
  ),
  ...["cough", "knock", "keys", "hum"].map((says) => ({ kind: "noise", says }) as const),
  { kind: "echo", says: "−24 dB" },
  { kind: "echo", says: "−30 dB" },
];

/** What the agent says while it is spoken over, in clauses. */
export const ANSWER = [
  "The old bridge was built in the twelfth century by a group of monks.",
  "It was the only way across the river for more than three hundred years.",
  "In the great flood of sixteen fifty two most of it was carried away,",
  "and the people of the town rebuilt it with stones from the castle.",
  "Today it is one of the most visited places in the whole region.",
] as const;

/** Decibels of the user's voice over the room's noise; undefined: a silent room. */
export const ROOMS = [undefined, 20, 10] as const;
