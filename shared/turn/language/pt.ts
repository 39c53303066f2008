import { ANY } from "./any.ts";
import type { TurnLanguage } from "./turn-language.ts";

export const PT: TurnLanguage = ANY;
