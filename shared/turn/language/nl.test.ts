import { describeCompleteness, describeOverlap } from "../testing/utterances.ts";

describeCompleteness("nl", {
  complete: `
    Hoe laat is het? | hoe laat is het | Waar komt u vandaan? | waar gaat het over |
    Ik wil graag een koffie, alstublieft. | ik wil graag een koffie alstublieft |
    Mijn naam is Anna. | Doe het licht aan. | Ik wil er twee. | Met wie? | Wat kost dat? |
    Mijn nummer is 06 12345678. | Dat weet ik. | Waar is het voor? | Kom je mee? | Dat denk ik.`,
  short: `
    Ja. | ja | nee | Nee, dank u. | oké | Oké, bedankt. | klopt | natuurlijk |
    ik weet het niet | eh ja | Goedemorgen! | ja hoor | nog niet | graag`,
  unclear: `
    ik wil er twee | ja, | doe het licht aan`,
  incomplete: `
    en | omdat | ehm | Mijn naam is | mijn naam is | ik heet | ik wil graag |
    Ik wil graag een | ik ga naar de | ik woon in de | kunt u mij | kunt u mij zeggen waar de |
    ik heb een vraag over mijn | ik ben op zoek naar een | ja maar | nee want | ik denk dat |
    momentje | even kijken | de prijs van | nou | Ik wil er twee, | het gaat om`,
  dictating: `
    mijn nummer is 06 | Mijn telefoonnummer is 06 12. | nul zes een twee | de code is A 4 |
    ik spel V A | B van Bernard | mijn mail is anna punt | mijn postcode is 101`,
});

describeOverlap("nl", {
  backchannel: `
    ja | Ja, ja. | precies | oké | oh ja | klopt | natuurlijk | mhm | echt waar | hahaha | eh |
    ik snap het | ja precies | wat leuk`,
  interruption: `
    stop | Hou op. | nee | wacht even | Momentje. | oké wacht | wat kost dat |
    ik heb een vraag | sorry | maar | ja maar wanneer | niet zo snel`,
  nothing: `
    Ondertiteling TV Gelderland | [muziek] | Bedankt voor het kijken!`,
});
