/**
 * A model's words as a voice should say them: no markup, no pictures, no control characters.
 * An empty string means that there is nothing to say.
 */
export function spokenText(text: string): string {
  const plain = text
    .replace(/```[\s\S]*?(?:```|$)/gu, " ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/gu, "$1")
    .replace(/<[^<>]{1,200}>/gu, " ")
    .replace(/^\s{0,3}(?:#{1,6}|>|[-*+•])\s+/gmu, "")
    .replace(/(\*\*|__|~~|`)/gu, "")
    .replace(/(^|[\s(])[*_](?=\S)/gu, "$1")
    .replace(/(\S)[*_](?=[\s).,!?]|$)/gu, "$1")
    .replace(/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u200D|\uFE0F/gu, "")
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  return /[\p{L}\p{N}]/u.test(plain) ? plain : "";
}
