import { ANY } from "./any.ts";
import type { TurnLanguage } from "./turn-language.ts";

export const ES: TurnLanguage = ANY;
