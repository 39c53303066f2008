/** Every limit of the Runner, in one place. */
export interface RunnerLimits {
  /** Longest time that events wait for the journal, in milliseconds; what a sudden death may lose. */
  readonly flushMs: number;
  /** UTF-16 code units of events that are written at once, sooner than `flushMs`. */
  readonly flushLength: number;
  /** Events that may wait for the journal. */
  readonly flushEvents: number;
  /** Indices that are skipped after a death: more than events can be on their way to the journal. */
  readonly gapLength: number;
  /** Milliseconds between two looks at bytes that pass to the caller by themselves. */
  readonly lookMs: number;
  /** Code units of the latest events that stay in memory for readers who are a little behind. */
  readonly tailLength: number;
  /**
   * Longest text of one step, in code units. A row of the journal holds 2 MB at most: this much of
   * events, what waited before them, and as much again for going on after a death, at two bytes.
   */
  readonly stepLength: number;
  /** Longest run, in code units of its events. */
  readonly runLength: number;
  /** Largest request that is kept so that a run can go on after a death, in bytes. */
  readonly jobBytes: number;
  /** Runs that one object carries out at a time. */
  readonly liveRuns: number;
  /** Readers of one run at a time. */
  readonly readers: number;
  /** Code units of one reading of the journal, at least one row. */
  readonly readLength: number;
  /** Largest index that may be asked for. */
  readonly lastIndex: number;
  /** Milliseconds that a run can be read after its end. */
  readonly keepMs: number;
  /** Milliseconds between two looks at whether a live run's object died. */
  readonly heartbeatMs: number;
  /** Times that one run goes on after deaths. */
  readonly revivals: number;
  /** Code units that a socket may be ahead of its reader's acknowledgement. */
  readonly socketWindow: number;
  /** Milliseconds that a socket waits for an acknowledgement. */
  readonly socketAckMs: number;
}

export const RUNNER_LIMITS: RunnerLimits = {
  flushMs: 250,
  flushLength: 64 * 1024,
  flushEvents: 1024,
  gapLength: 65_536,
  lookMs: 250,
  tailLength: 64 * 1024,
  stepLength: 400_000,
  runLength: 8 * 1024 * 1024,
  jobBytes: 1_000_000,
  liveRuns: 256,
  readers: 64,
  readLength: 256 * 1024,
  lastIndex: 1_000_000_000,
  keepMs: 60 * 60_000,
  heartbeatMs: 10_000,
  revivals: 2,
  socketWindow: 1024 * 1024,
  socketAckMs: 30_000,
};
