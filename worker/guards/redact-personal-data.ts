import { changeTexts } from "../gateway/request-texts.ts";
import { defineGuard } from "./define-guard.ts";
import { redact } from "./personal-data.ts";

/** Puts placeholders in the place of personal data, in what models get and in what they answer. */
export const redactPersonalData = defineGuard({
  name: "redact-personal-data",
  says: "Replaces e-mail addresses, phone numbers, card numbers and IBANs in prompts and answers.",
  open: () => ({
    before: (request) => changeTexts(request, redact),
    rewrite: redact,
  }),
});
