import type { TurnEffect } from "./turn-effect.ts";
import type { TurnEvent } from "./turn-event.ts";
import type { Phase, Turn } from "./turn.ts";

type Step = readonly [Turn, readonly TurnEffect[]];

/**
 * The turn machine: pure, total, and the only place that decides. The rules are in SPEC.md.
 * Whatever does not apply to the present phase leaves the turn as it is.
 */
export function transition(turn: Turn, event: TurnEvent): Step {
  if (isStale(turn, event)) return [turn, []];
  switch (event.type) {
    case "microphone":
      return onMicrophone(turn, event.state);
    case "speech-start":
      return onSpeechStart(turn, event.sample);
    case "pause":
      return onPause(turn);
    case "resume":
      return onResume(turn);
    case "speech-end":
      return onSpeechEnd(turn, event.sample);
    case "transcript":
      return onTranscript(turn, event.text.trim());
    case "transcript-failed":
      return onTranscript(turn, "");
    case "text":
      return onText(turn, event.text.trim());
    case "greet":
      return onGreet(turn);
    case "interrupt":
      return onInterrupt(turn);
    case "reply-audio":
      return onReplyAudio(turn);
    case "reply-end":
      return onReplyEnd(turn, event.samples);
    case "reply-failed":
      return onReplyFailed(turn);
    case "played":
      return onPlayed(turn, event.samples, event.done);
  }
}

/** T2: the one place where what belongs to another turn, or to another attempt, is dropped. */
function isStale(turn: Turn, event: TurnEvent): boolean {
  if (!("turn" in event)) return false;
  if (event.turn !== turn.number) return true;
  if (!("attempt" in event)) return false;
  return !("attempt" in turn.phase) || turn.phase.attempt !== event.attempt;
}

function rest(turn: Turn): Turn {
  return { ...turn, phase: { state: turn.microphone === "open" ? "listening" : "idle" } };
}

function enter(turn: Turn, phase: Phase): Turn {
  return { ...turn, phase };
}

/** What ends the reply that is under way, whatever became of it so far. */
function endReply(turn: Turn): readonly TurnEffect[] {
  const { phase, number } = turn;
  switch (phase.state) {
    case "settling":
      return hasSpeculation(phase)
        ? [{ type: "reply-drop", turn: number, attempt: phase.attempt }]
        : [];
    case "thinking":
      return [{ type: "reply-drop", turn: number, attempt: phase.attempt }];
    case "speaking":
      return [{ type: "reply-stop", turn: number, attempt: phase.attempt, samples: phase.played }];
    case "idle":
    case "listening":
    case "hearing":
    case "finishing":
      return [];
  }
}

function hasSpeculation(phase: Extract<Phase, { state: "settling" }>): boolean {
  return phase.transcript.state === "ready" && phase.transcript.reply === "started";
}

function onMicrophone(turn: Turn, state: "open" | "closed"): Step {
  if (state === turn.microphone) return [turn, []];
  const next: Turn = { ...turn, microphone: state };
  switch (turn.phase.state) {
    case "idle":
    case "listening":
      return [rest(next), []];
    case "hearing": {
      const attempt = turn.phase.attempt + 1;
      return [
        enter(next, { state: "finishing", attempt }),
        [{ type: "transcribe", turn: turn.number, attempt }],
      ];
    }
    case "settling":
      return finish(next, turn.phase, []);
    case "finishing":
    case "thinking":
    case "speaking":
      return [next, []];
  }
}

function onSpeechStart(turn: Turn, sample: number): Step {
  if (turn.microphone === "closed") return [turn, []];
  switch (turn.phase.state) {
    case "hearing":
      return [turn, []];
    case "settling":
      return onResume(turn);
    case "finishing":
      return [enter(turn, { state: "hearing", attempt: turn.phase.attempt }), []];
    case "idle":
    case "listening":
    case "thinking":
    case "speaking": {
      const number = turn.number + 1;
      return [
        { ...turn, number, phase: { state: "hearing", attempt: 0 } },
        [...endReply(turn), { type: "speech-started", turn: number, sample }],
      ];
    }
  }
}

function onPause(turn: Turn): Step {
  if (turn.phase.state !== "hearing") return [turn, []];
  const attempt = turn.phase.attempt + 1;
  return [
    enter(turn, { state: "settling", attempt, transcript: { state: "pending" } }),
    [{ type: "transcribe", turn: turn.number, attempt }],
  ];
}

function onResume(turn: Turn): Step {
  if (turn.phase.state !== "settling") return [turn, []];
  return [enter(turn, { state: "hearing", attempt: turn.phase.attempt }), endReply(turn)];
}

function onSpeechEnd(turn: Turn, sample: number): Step {
  const ended: TurnEffect = { type: "speech-ended", turn: turn.number, sample };
  if (turn.phase.state === "settling") return finish(turn, turn.phase, [ended]);
  if (turn.phase.state !== "hearing") return [turn, []];
  const attempt = turn.phase.attempt + 1;
  return [
    enter(turn, { state: "finishing", attempt }),
    [ended, { type: "transcribe", turn: turn.number, attempt }],
  ];
}

/** The user's turn is over while it was settling: commit what is known, or wait for it. */
function finish(
  turn: Turn,
  phase: Extract<Phase, { state: "settling" }>,
  before: readonly TurnEffect[],
): Step {
  const { attempt, transcript } = phase;
  if (transcript.state === "pending") return [enter(turn, { state: "finishing", attempt }), before];
  if (transcript.text.length === 0)
    return [rest(turn), [...before, { type: "nothing-said", turn: turn.number }]];
  const { text } = transcript;
  return [
    enter(turn, { state: "thinking", attempt }),
    [
      ...before,
      { type: "user-said", turn: turn.number, text, via: "voice" },
      ...(hasSpeculation(phase) ? [] : [startReply(turn.number, attempt, text)]),
      { type: "reply-commit", turn: turn.number, attempt },
    ],
  ];
}

function startReply(turn: number, attempt: number, text: string): TurnEffect {
  return { type: "reply-start", turn, attempt, to: { kind: "words", text } };
}

function onTranscript(turn: Turn, text: string): Step {
  const { phase, number } = turn;
  if (phase.state === "settling") {
    if (phase.transcript.state === "ready") return [turn, []];
    const reply = text.length > 0 ? "started" : "none";
    const settled = enter(turn, { ...phase, transcript: { state: "ready", text, reply } });
    return [settled, text.length > 0 ? [startReply(number, phase.attempt, text)] : []];
  }
  if (phase.state !== "finishing") return [turn, []];
  if (text.length === 0) return [rest(turn), [{ type: "nothing-said", turn: number }]];
  return [
    enter(turn, { state: "thinking", attempt: phase.attempt }),
    [
      { type: "user-said", turn: number, text, via: "voice" },
      startReply(number, phase.attempt, text),
      { type: "reply-commit", turn: number, attempt: phase.attempt },
    ],
  ];
}

function onText(turn: Turn, text: string): Step {
  const number = turn.number + 1;
  const cut: TurnEffect[] = [...endReply(turn)];
  const { state } = turn.phase;
  if (state === "hearing" || state === "settling" || state === "finishing")
    cut.push({ type: "nothing-said", turn: turn.number });
  return [
    { ...turn, number, phase: { state: "thinking", attempt: 0 } },
    [
      ...cut,
      { type: "user-said", turn: number, text, via: "text" },
      startReply(number, 0, text),
      { type: "reply-commit", turn: number, attempt: 0 },
    ],
  ];
}

function onGreet(turn: Turn): Step {
  if (turn.phase.state !== "idle" && turn.phase.state !== "listening") return [turn, []];
  const number = turn.number + 1;
  return [
    { ...turn, number, phase: { state: "thinking", attempt: 0 } },
    [
      { type: "reply-start", turn: number, attempt: 0, to: { kind: "greeting" } },
      { type: "reply-commit", turn: number, attempt: 0 },
    ],
  ];
}

function onInterrupt(turn: Turn): Step {
  if (turn.phase.state !== "thinking" && turn.phase.state !== "speaking") return [turn, []];
  return [rest(turn), endReply(turn)];
}

function onReplyAudio(turn: Turn): Step {
  if (turn.phase.state !== "thinking") return [turn, []];
  const { attempt } = turn.phase;
  return [enter(turn, { state: "speaking", attempt, played: 0, sent: { state: "streaming" } }), []];
}

function onReplyEnd(turn: Turn, samples: number): Step {
  const { phase, number } = turn;
  if (phase.state === "thinking")
    return [rest(turn), [{ type: "reply-heard", turn: number, attempt: phase.attempt }]];
  if (phase.state !== "speaking") return [turn, []];
  if (phase.played >= samples)
    return [rest(turn), [{ type: "reply-heard", turn: number, attempt: phase.attempt }]];
  return [enter(turn, { ...phase, sent: { state: "complete", samples } }), []];
}

function onReplyFailed(turn: Turn): Step {
  if (turn.phase.state === "thinking") return [rest(turn), endReply(turn)];
  if (turn.phase.state === "speaking") return [rest(turn), endReply(turn)];
  if (turn.phase.state !== "settling") return [turn, []];
  const { transcript } = turn.phase;
  if (transcript.state === "pending") return [turn, []];
  const kept: Phase = {
    state: "settling",
    attempt: turn.phase.attempt + 1,
    transcript: { ...transcript, reply: "none" },
  };
  return [enter(turn, kept), endReply(turn)];
}

function onPlayed(turn: Turn, samples: number, done: boolean): Step {
  const { phase } = turn;
  if (phase.state !== "speaking") return [turn, []];
  const played = Math.max(phase.played, samples);
  const { sent } = phase;
  if (sent.state === "complete" && (done || played >= sent.samples))
    return [rest(turn), [{ type: "reply-heard", turn: turn.number, attempt: phase.attempt }]];
  return [enter(turn, { ...phase, played }), []];
}
