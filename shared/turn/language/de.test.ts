import { describeCompleteness, describeOverlap } from "../testing/utterances.ts";

describeCompleteness("de", {
  complete: `
    Wie spät ist es? | Was kostet das? | Ich hätte gern einen Kaffee, bitte. |
    ich hätte gern einen kaffee bitte | Mach das Licht aus. | Wann kommt er? | Wofür ist das? |
    Ich rufe dich morgen an. | Komm bitte mit. | Das finde ich gut. |
    Meine Nummer ist 0171 2345678. | Wo bin ich? | Ich nehme zwei. | Kann ich? |
    Was machen wir? | Ich weiß es nicht genau. | weißt du was | Nein, das war gestern. |
    Ich glaube, das stimmt so. | Seit wann?`,
  short: `
    Ja. | ja | nein | Nein, danke. | ja genau | okay danke | stimmt | Alles klar. | ähm ja |
    doch | na klar | Guten Tag! | Ich weiß nicht. | stopp | Ja, bitte. | das ist gut`,
  unclear: `
    ich nehme zwei | ich rufe dich an | was kostet das | ja, | zwanzig`,
  incomplete: `
    und | weil | ähm | Mein Name ist | mein name ist | Ich heiße | ich möchte |
    Ich möchte gern eine | ich suche ein hotel in | können sie mir sagen ob | Können Sie mir |
    Ich habe eine Frage zu, | ich wollte fragen ob | Das ist | ja und | nein aber |
    ich gehe zum | Ich gehe zum. | wegen meiner bestellung und | moment mal |
    Einen Moment bitte | mal sehen | Ich denke, dass | also | der preis für`,
  dictating: `
    meine nummer ist 0171 | Meine Telefonnummer ist 0171. | null eins sieben eins |
    die postleitzahl ist 101 | M wie Martha | ich buchstabiere S C |
    meine e-mail ist anna punkt | meine iban ist D E 8 9 | 0 1 7`,
});

describeOverlap("de", {
  backchannel: `
    ja | Ja, ja. | genau | Ja genau. | mhm | aha | ach so | verstehe | Okay. | stimmt |
    na klar | wow | ähm | hahaha | alles klar | wirklich? | ja stimmt | sehr gut | Vielen Dank.`,
  interruption: `
    stopp | Nein. | Moment mal | warte | Halt! | okay stopp | hör auf | was kostet das |
    ich habe eine Frage | nein das ist falsch | Entschuldigung | aber | ja aber wann | noch mal`,
  nothing: `
    Untertitel der Amara.org-Community | Untertitel im Auftrag des ZDF für funk, 2017 |
    [Musik] | Vielen Dank fürs Zuschauen!`,
});
