import type { JSX } from "preact";

/** The sign of Parley: two voices that face each other. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path class="mark-user" d="M13.5 5.2a11 11 0 0 0 0 21.6" />
      <path class="mark-agent" d="M18.5 5.2a11 11 0 0 1 0 21.6" />
    </svg>
  );
}
