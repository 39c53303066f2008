import { expect, it } from "vitest";
import { speechUnits } from "./speech-units.ts";
import { spokenForm } from "./spoken-form.ts";

it.each([
  ["I paid $42.50.", "I paid forty two dollars and fifty cents."],
  [
    "It costs $1.2 million, or €480.",
    "It costs one point two million dollars, or four hundred eighty euros.",
  ],
  ["£1 and $0.05", "one pound and five cents"],
  ["Meet me at 3:30pm.", "Meet me at three thirty p m."],
  ["At 9:05 a.m. sharp, or 5 p.m.", "At nine oh five ay m sharp, or five p m."],
  ["It is 12:00 now, 15:45 later.", "It is twelve o'clock now, fifteen forty five later."],
  ["On March 14, 2024 and 2 May.", "On March fourteenth, twenty twenty four and May second."],
  ["Since 1987 and in 2005.", "Since nineteen eighty seven and in two thousand five."],
  ["2024-12-25", "December twenty fifth, twenty twenty four"],
  ["The 1990s.", "The nineteen nineties."],
  ["It's 72°F (22 °C).", "It's seventy two degrees Fahrenheit, twenty two degrees Celsius."],
  [
    "Walk 10km at 5 km/h with 1 kg.",
    "Walk ten kilometers at five kilometers per hour with one kilogram.",
  ],
  ["-5 degrees, 50% off", "minus five degrees, fifty percent off"],
  ["1,000,000.5 and 3.14", "one million point five and three point one four"],
  ["the 21st of 3 things", "the twenty first of three things"],
  ["2 1/2 cups, 1/2 cup", "two and a half cups, one half cup"],
  ["5–10 minutes", "five to ten minutes"],
  ["Call (415) 555-0199.", "Call four one five, five five five, zero one nine nine."],
  ["code 007", "code zero zero seven"],
  [
    "Dr. Smith lives on Elm St. He is 5'10\".",
    "doctor Smith lives on Elm street. He is five foot ten.",
  ],
  ["Fruit, e.g. apples, etc. and more", "Fruit, for example, apples, et cetera and more"],
  ["The U.S.A. uses GPT-4 at NASA.", "The u s ay uses g p t four at NASA."],
  ["Go to https://www.example.com/docs now.", "Go to example dot com slash docs now."],
  ["Mail me@example.org", "Mail me at example dot org"],
  ["AT&T and/or 24/7", "AT and T and or twenty four seven"],
  ["# Title\n- **one**\n- `two`", "Title. one. two"],
  ["Hello 😀 world… “ok” — it’s fine!!", "Hello world, ok, it's fine!"],
  ["Café naïve", "Cafe naive"],
  ["你好", ""],
])("L45: %j is said as %j", (written, said) => {
  expect(spokenForm(written)).toBe(said);
});

it("L45: nothing but words and punctuation is left of hostile input", () => {
  const hostile = "<script>\u0000alert(1)</script> $$$ ---- ((( 1/0 ... 9".repeat(80);
  expect(spokenForm(hostile)).toMatch(/^[A-Za-z' ,.?!;:]*$/);
});

it("L43: a sentence is followed by a longer pause than a clause of a long sentence", () => {
  const long =
    "When the weather in the city is quite mild, as it often is in early autumn, people walk along the river, and they talk.";
  const units = speechUnits(`Short one. ${long}`);
  expect(units[0]).toEqual({ text: "Short one.", pauseMs: 220 });
  expect(units.map((unit) => unit.text).join(" ")).toBe(`Short one. ${long}`);
  expect(units.length).toBeGreaterThan(2);
  expect(units[1]?.pauseMs).toBeLessThan(units.at(-1)?.pauseMs ?? 0);
});

it("L43: a text without any punctuation is still cut into bounded units", () => {
  const units = speechUnits("word ".repeat(300).trim());
  expect(Math.max(...units.map((unit) => unit.text.length))).toBeLessThanOrEqual(241);
  expect(units.flatMap((unit) => unit.text.match(/word/g) ?? [])).toHaveLength(300);
  expect(speechUnits("x".repeat(1000)).length).toBeGreaterThan(3);
});
