import type { TurnLanguage } from "./turn-language.ts";

export const NL: TurnLanguage = {
  fillers: "eh, ehm, euh, uhm, uh, eh ja, hè, mmm, tja",
  leads:
    "nou, nou ja, tja, oh, ah, ach, en, maar, dus, goed, kijk, luister, ja dus, ja maar, zeg, zo, even",
  open: `de, het, een, mijn, m'n, jouw, je, zijn, z'n, haar, ons, onze, jullie, uw, hun, geen, en, of, maar, want, omdat, dat, als, hoewel, tenzij, terwijl,
    voordat, nadat, zodra, zodat, totdat, zowel, noch, heel, erg, zeer, te, welke, elke, iedere, deze, ik, wij, we, en dan, en toen, en dat, en de, en het,
    maar de, maar het, omdat ik, omdat het, dat ik, dat het, of ik, of het, als ik, als het, mijn naam is, naam is, nummer is, adres is, probleem is,
    vraag is, ik heet, ik wil graag, ik zou graag, ik zou, bijvoorbeeld, kunt u mij, kun je me, kunt u me, kan je me, een paar, een beetje, in plaats van,
    zo snel mogelijk als, ten opzichte van, met betrekking tot, wat voor, ik vroeg me af of, ik ben op zoek naar, er zijn`,
  dangling: `van, in, bij, voor, tot, zonder, tegen, tussen, sinds, wegens, volgens, per, tijdens, naar, met, om, onder, achter, naast, behalve, via, over, door,
    dan, hoe, wie, waar, wanneer, waarom, wat, hij, ze, u, is, was, heeft, heb, hebt, wordt, worden, kan, kun, kunt, wil, zal, zou, moet, mag, ben, bent, er`,
  auxiliaries: "",
  subjects: "",
  closed: `ja en nee, of wat, of zo, en zo, ik ook, ik niet, wij ook, en ik, en u, en jij, dank u, dank je, dank u wel, dank je wel, met mij, voor mij, met u, voor u, van u,
    aan u, hoe gaat het, wat is het, hoe laat is het, waar is het, wie is het, is het, dat is het, ik weet het, doe het, ik wil het, ik snap het, ik doe het, klopt het, kan het,
    hoe is het, wie ben ik, waar ben ik, wat is er, wat is dat, wie is dat, weet ik, denk ik, vind ik, hoop ik, geloof ik, bedoel ik, wat kan ik doen, weet je wat, weet je,
    zeg waarom, ik weet waarom, ik weet hoe, ik weet wie, ik weet waar, waarvoor, waar gaat het over, waar komt u vandaan, waar kom je vandaan, sinds wanneer, tot wanneer,
    met wie, voor wie, van wie, naar wie, kom mee, ga door, ga mee, hou op, houd op, bel op, wacht even, doe maar, ga maar, neem mee, doe dat, ik wil dat, ik weet dat, wat kost dat,
    klopt dat, is dat, kan dat, mag dat, snap dat, hoe werkt dat, waarom dat, alleen dat, ook dat, ik hoor u, ik snap je, ik hoor je, help me, zeg het, vertel het,
    waar het is, waar het over gaat, hoe het is, wie het is, wat het is, alles wat ik heb, dat kan, zo is het, het kan, kies maar, zeg maar, toe maar, laat maar, uit, aan`,
  doubtful:
    "kan ik, moet ik, mag ik, zal ik, wil ik, doe ik, neem ik, er is, er was, als het kan, als het mag, dat het is, doe de, ze zijn, van mij zijn, wij zijn, hoe het was, over, door, met, op, af, mee, in",
  beginnings: `ik, ik ben, ik heb, ik wil, ik wil graag, ik zou, ik zou graag, ik moet, ik kan, ik denk, ik denk dat, ik geloof, ik bedoel, ik zoek, ik wilde, ik wou, ik heb een vraag,
    ik wilde vragen, ik wilde weten, dat is, het is, dit is, er is, er zijn, is er, zijn er, kun je, kunt u, kan je, kan ik, mag ik, wil je, wilt u, heb je, heeft u, hebt u, weet u,
    hoeveel, wat is, wat zijn, wie is, waar is, wanneer is, hoe, wat voor, wat als, hoe zit het met, wat dacht je van, alstublieft, eigenlijk, ten eerste, bovendien, geef me, geef mij,
    laat me, laat me zien, vertel me, zeg me, even kijken, eens kijken, moment, momentje, een moment, een momentje, een ogenblik, ogenblikje, seconde, een seconde, wacht, wacht even,
    laat me denken, laat me even denken, laat me nadenken, ik denk na, ik kijk even, hoe zeg je dat, hoe heet dat, hoe heet het, goede vraag, het probleem is, de vraag is, mijn vraag is,
    het punt is, mijn naam, ik bel, ik bel over, ik bel omdat, we hebben, wij zijn, wij willen, ik neem, het gaat over, het gaat om`,
  questions:
    "wat, wie, waar, wanneer, waarom, hoe, welke, welk, hoeveel, waarvoor, waarmee, waarom, waarnaar, waarover",
  strandedAfter:
    "het, dit, dat, u, je, jij, ze, hij, we, ik, gaat, is, komt, komen, gaan, praat, praten, werkt, staat, ligt, zit, denkt, kijkt, zoekt, wacht, heeft, u het, het voor",
  closers:
    "alstublieft, alsjeblieft, dank u, dank je, dank u wel, dank je wel, dankjewel, bedankt, tot ziens, doei, graag, hè, niet waar, toch",
  short: `ja, jawel, nee, neen, jep, jo, jazeker, zeker, klopt, goed, oké, oke, prima, precies, juist, inderdaad, natuurlijk, tuurlijk, bedankt, dankjewel, dankuwel, dank je, dank u,
    dank je wel, dank u wel, hallo, hoi, hé, dag, doei, tot ziens, misschien, wellicht, nooit, altijd, niets, niks, beide, geen, klaar, verder, stop, genoeg, help, annuleer, annuleren,
    herhaal, nog een keer, nog eens, opnieuw, graag, ja graag, ja hoor, nee hoor, nee bedankt, nee dank je, nee dank u, ja alsjeblieft, ja alstublieft, alstublieft, alsjeblieft,
    dat klopt, dat is goed, dat is het, dat was het, dat is alles, dat is prima, is goed, ik weet het, ik weet het niet, geen idee, weet ik niet, ik ook, ik ook niet, ik denk het,
    ik denk het wel, ik denk het niet, ik denk van wel, ik denk van niet, nog niet, niet echt, helemaal niet, absoluut, absoluut niet, zeker niet, zeker weten, echt, echt waar, echt niet,
    ja en nee, waarom niet, en jij, en u, wat zegt u, wat zeg je, sorry, pardon, begrepen, snap ik, ik snap het, ik begrijp het, goedemorgen, goedemiddag, goedenavond, welterusten,
    hoe gaat het, graag gedaan, geen probleem, komt goed, mooi, leuk, super, top, fijn, geweldig, perfect, ga door, ga verder, doe maar, laat maar, van harte, pauze, heel goed, een beetje, soms`,
  numbers: {
    digits: "nul, een, één, twee, drie, vier, vijf, zes, zeven, acht, negen",
    teens:
      "tien, elf, twaalf, dertien, veertien, vijftien, zestien, zeventien, achttien, negentien",
    tens: "twintig, dertig, veertig, vijftig, zestig, zeventig, tachtig, negentig",
    powers: "honderd, duizend",
    double: "dubbel, dubbele",
    triple: "drie keer",
  },
  announcers: "het is, dat is, op, bel me op, bereikbaar op, de code, begint met, ja het is",
  dictations: [
    { cues: "kaartnummer is, kaart is, iban is, iban, rekeningnummer is", length: 16 },
    { cues: "postcode is, postcode", length: 6 },
    { cues: "pin is, pincode is, pin, pincode", length: 4 },
    {
      cues: "nummer is, telefoonnummer is, telefoonnummer, mobiel is, mobiele nummer is, mijn nummer, netnummer is, netnummer",
      length: 10,
    },
    {
      cues: `code is, klantnummer is, klantnummer, bestelnummer is, bestelnummer, ordernummer is, referentie is, referentienummer is, boekingsnummer is, boekingscode is,
        kenteken is, wachtwoord is, gespeld, gespeld als, je spelt het, ik spel, spel je, geschreven, je schrijft het, begint met, burgerservicenummer is, polisnummer is`,
      length: "name",
    },
    {
      cues: "e-mail is, email is, mail is, e-mailadres is, emailadres is, mailadres is, website is",
      length: "mail",
    },
    {
      cues: "mijn adres is, het adres is, ons adres is, ik woon op de, ik woon aan de",
      length: "street",
    },
  ],
  signs: {
    dot: "punt",
    at: "apenstaartje, at",
    other:
      "streepje, liggend streepje, underscore, schuine streep, slash, plus, min, hekje, sterretje",
  },
  spelledBy: "van, als in",
  backchannels: `ja, ja ja, jaja, jawel, jep, jo, precies, juist, klopt, dat klopt, inderdaad, goed, oké, oke, okee, prima, zeker, jazeker, natuurlijk, tuurlijk, echt, echt waar, aha, ah, ah ja, ach, ach ja,
    oh, oh ja, oh jee, o ja, o, goh, joh, tjonge, zo, nou, nou ja, nou nou, tja, hè, wauw, wow, mooi, leuk, fijn, super, top, geweldig, perfect, interessant, bijzonder, gaaf, cool, vet, snap ik,
    ik snap het, ik begrijp het, begrijp ik, begrepen, duidelijk, helder, logisch, dat is waar, is waar, dat is mooi, dat is goed, dat is leuk, is goed, heel goed, heel mooi, ik weet het, weet ik, mijn god,
    jeetje, gossie, nee echt, meen je niet, serieus, ongelooflijk, bedankt, dank je, dank u, dank je wel, dank u wel, dankjewel, ga door, ga verder, vertel, en, dus, absoluut, ik ook, niet slecht, geen probleem,
    komt goed, jammer, wat jammer, wat leuk, wat mooi`,
  hallucinations: `ondertiteling tv gelderland, ondertiteld door de amara.org gemeenschap, ondertitels ingediend door de amara.org gemeenschap, bedankt voor het kijken,
    ondertiteling, tot de volgende keer, tot de volgende video, abonneer, muziek, applaus`,
  stops: `stop, ho, halt, nee, neen, wacht, wacht even, even wachten, moment, momentje, een moment, een momentje, seconde, een seconde, ogenblik, ogenblikje, stil, wees stil, stilte, hou op, houd op, ophouden,
    hou je mond, genoeg, dat is genoeg, pauze, annuleer, annuleren, sorry, pardon, excuses, maar, eigenlijk, fout, dat is fout, dat klopt niet, klopt niet, niet zo snel, langzamer, rustig, ik heb een vraag,
    een vraag, vraagje, vraag, laat me, mag ik, herhaal, nog een keer, wat zegt u, wat zeg je, wat, hoe, terug, sla over, overslaan, laat maar, vergeet het, hé, hallo, luister, zeg, niet nu, niet dat`,
};
