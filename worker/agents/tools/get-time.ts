import * as z from "zod";
import { defineTool } from "../define-tool.ts";

const input = z.object({
  timezone: z
    .string()
    .optional()
    .describe('IANA time zone, for example "Europe/Paris". Leave out for UTC.'),
});

/** Tells the time. */
export const getTime = defineTool({
  description: "Gets the current time and date, in UTC or in a time zone.",
  input,
  readOnly: true,
  run: ({ timezone }, { now }) => describeTime(now, timezone),
});

/**
 * The time at `now` (milliseconds since the epoch) as one sentence that can be spoken. A time zone
 * that doesn't exist gets a sentence that says so, for the model to make sense of.
 */
export function describeTime(now: number, timezone?: string): string {
  const zone = timezone === undefined ? "UTC" : findZone(timezone);
  if (zone === undefined)
    return "That time zone is not known. Use a name such as Europe/Paris or America/New_York.";
  const time = format(now, zone, { hour: "numeric", minute: "2-digit", hour12: true });
  const date = format(now, zone, {
    weekday: "long",
    year: "numeric",
    month: "long",
    day: "numeric",
  });
  return `It is ${time} on ${date}, ${placeOf(zone)}.`;
}

function format(now: number, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  // Newer ICU data puts a narrow no-break space before AM and PM, which voices stumble over.
  return new Intl.DateTimeFormat("en-US", { ...options, timeZone })
    .format(now)
    .replaceAll("\u202f", " ");
}

/** The zone's own spelling, or nothing where there is no such zone. */
function findZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name.trim().replaceAll(" ", "_"),
    }).resolvedOptions().timeZone;
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** `America/New_York` → `in New York`. */
function placeOf(zone: string): string {
  if (zone === "UTC") return "UTC";
  return `in ${(zone.split("/").at(-1) ?? zone).replaceAll("_", " ")}`;
}
