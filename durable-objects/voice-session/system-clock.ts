import type { JournalClock } from "./timeline-journal.ts";

/** The platform's own time. */
export const SYSTEM: JournalClock = {
  now: () => Date.now(),
  schedule(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
