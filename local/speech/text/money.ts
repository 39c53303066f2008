import { cardinalWords, decimalWords } from "./number-words.ts";

interface Currency {
  readonly one: string;
  readonly many: string;
  readonly cent: string;
  readonly cents: string;
}

const CURRENCIES: Readonly<Record<string, Currency>> = {
  $: { one: "dollar", many: "dollars", cent: "cent", cents: "cents" },
  "€": { one: "euro", many: "euros", cent: "cent", cents: "cents" },
  "£": { one: "pound", many: "pounds", cent: "penny", cents: "pence" },
  "¥": { one: "yen", many: "yen", cent: "sen", cents: "sen" },
};

const SCALES: Readonly<Record<string, string>> = {
  k: "thousand",
  m: "million",
  b: "billion",
  bn: "billion",
};

const AMOUNT =
  /([$€£¥])\s?(\d[\d,]*)(?:\.(\d+))?(?:\s?(thousand|million|billion|trillion)\b|(k|m|bn|b)\b)?/gi;

/** `$42.50` → `forty two dollars and fifty cents`, `$1.2 million` → `one point two million dollars`. */
export function speakMoney(text: string): string {
  return text.replace(
    AMOUNT,
    (
      all,
      sign: string,
      grouped: string,
      part: string | undefined,
      scale: string | undefined,
      short: string | undefined,
    ) => {
      const currency = CURRENCIES[sign];
      if (!currency) return all;
      const comma = grouped.endsWith(",") ? "," : "";
      const whole = grouped.replaceAll(",", "");
      const times = scale?.toLowerCase() ?? SCALES[short?.toLowerCase() ?? ""];
      if (times !== undefined || (part !== undefined && part.length !== 2))
        return `${decimalWords(part === undefined ? whole : `${whole}.${part}`)} ${times === undefined ? "" : `${times} `}${currency.many}${comma}`;
      const main = `${cardinalWords(whole)} ${Number(whole) === 1 ? currency.one : currency.many}`;
      const cents = Number(part ?? 0);
      if (cents === 0) return main + comma;
      const small = `${cardinalWords(String(cents))} ${cents === 1 ? currency.cent : currency.cents}`;
      return (Number(whole) === 0 ? small : `${main} and ${small}`) + comma;
    },
  );
}
