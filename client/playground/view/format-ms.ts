/** A duration for people, always in whole milliseconds: `541 ms`, `1,240 ms`. */
export function formatMs(milliseconds: number): string {
  const rounded = Math.max(0, Math.round(milliseconds));
  return `${String(rounded).replace(/\B(?=(\d{3})+$)/g, ",")} ms`;
}
