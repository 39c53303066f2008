import { describeCompleteness, describeOverlap } from "../testing/utterances.ts";

describeCompleteness("it", {
  complete: `
    Che ore sono? | che ore sono | Dov'è? | Vorrei un caffè, per favore. |
    vorrei un caffè per favore | Di dove sei? | Mi chiamo Anna. | Accendi la luce. |
    Ne voglio due. | Con chi? | con chi | Quanto costa? | Il mio numero è 347 123 4567. |
    Non posso. | come si dice grazie | Non ho ancora deciso.`,
  short: `
    Sì. | sì | no | No, grazie. | va bene | Va bene, grazie. | certo | esatto | Non lo so. |
    ehm sì | d'accordo | Buongiorno! | basta | penso di sì`,
  unclear: `
    ne voglio due | sì, | accendi la luce`,
  incomplete: `
    e | perché | ehm | Il mio nome è | mi chiamo | vorrei | Vorrei un | voglio andare a |
    voglio andare al | mi può dire | mi può dire dov'è il | ho una domanda su |
    sto cercando un | abito in | sì ma | no perché | penso che | un attimo | vediamo |
    il prezzo del | allora | Ne voglio due, | dell'`,
  dictating: `
    il mio numero è 347 | Il mio numero è 347. | tre quattro sette uno | il codice è A 4 |
    si scrive R O | B come Bologna | la mia mail è anna punto | il cap è 201`,
});

describeOverlap("it", {
  backchannel: `
    sì | Sì, sì. | certo | va bene | ho capito | ah ecco | esatto | mhm | davvero? | ma dai |
    hahaha | ehm | bene bene | mamma mia`,
  interruption: `
    ferma | Basta. | no | aspetta | Un attimo. | va bene aspetta | quanto costa |
    ho una domanda | scusi | però | sì ma quando | silenzio`,
  nothing: `
    Sottotitoli creati dalla comunità Amara.org | [musica] |
    Sottotitoli e revisione a cura di QTSS`,
});
