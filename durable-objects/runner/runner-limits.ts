/** Every limit of the Runner, in one place. */
export interface RunnerLimits {
  /** Longest time that events wait for the journal, in milliseconds; what a sudden death may lose. */
  readonly flushMs: number;
  /** Bytes of events that are written at once, sooner than `flushMs`. */
  readonly flushBytes: number;
  /** Events that may wait for the journal; the same number of indices is skipped after a death. */
  readonly flushEvents: number;
  /**
   * Longest texts of one event, in bytes. A row of the journal holds 2 MB at most: these, what
   * waited before them, and as much again for going on after a death.
   */
  readonly eventBytes: number;
  /** Longest run, in bytes of its events. */
  readonly runBytes: number;
  /** Largest request that is kept so that a run can go on after a death, in bytes. */
  readonly jobBytes: number;
  /** Runs that one object carries out at a time. */
  readonly liveRuns: number;
  /** Readers of one run at a time. */
  readonly readers: number;
  /** Bytes of one reading of the journal, at least one row. */
  readonly readBytes: number;
  /** Milliseconds that a run can be read after its end. */
  readonly keepMs: number;
  /** Milliseconds between two looks at whether a live run's object died. */
  readonly heartbeatMs: number;
  /** Times that one run goes on after deaths. */
  readonly revivals: number;
  /** Bytes that a socket may be ahead of its reader's acknowledgement. */
  readonly socketWindowBytes: number;
  /** Milliseconds that a socket waits for an acknowledgement. */
  readonly socketAckMs: number;
}

export const RUNNER_LIMITS: RunnerLimits = {
  flushMs: 200,
  flushBytes: 64 * 1024,
  flushEvents: 1024,
  eventBytes: 900_000,
  runBytes: 32 * 1024 * 1024,
  jobBytes: 1_000_000,
  liveRuns: 256,
  readers: 64,
  readBytes: 256 * 1024,
  keepMs: 60 * 60_000,
  heartbeatMs: 10_000,
  revivals: 2,
  socketWindowBytes: 1024 * 1024,
  socketAckMs: 30_000,
};
