import { describeCompleteness, describeOverlap } from "../testing/utterances.ts";

describeCompleteness("fr", {
  complete: `
    Quelle heure est-il ? | C'est combien ? | c'est combien |
    Je voudrais un café, s'il vous plaît. | je voudrais un café s'il vous plaît |
    Où êtes-vous ? | Je m'appelle Anne. | Allume la lumière. |
    Mon numéro est le 06 12 34 56 78. | J'en veux deux. | Et pourquoi ? |
    Je ne comprends pas. | Avec qui ? | on y va tout de suite merci | Comment allez-vous ? |
    C'est pour vous. | Je suis contre.`,
  short: `
    Oui. | oui | non | Non merci. | d'accord | D'accord, merci. | ouais | bien sûr |
    je ne sais pas | Pas vraiment. | euh oui | c'est bon | ça va | Bonjour ! |
    S'il vous plaît. | voilà`,
  unclear: `
    j'en veux deux | oui, | allume la lumière | quelle heure est-il maintenant`,
  incomplete: `
    et | parce que | euh | Mon nom est | je m'appelle | je voudrais | Je voudrais un |
    je veux aller à | je veux aller à la | est-ce que | Est-ce que vous | pouvez-vous me dire |
    pouvez-vous me dire où est le | J'ai une question sur | je cherche un hôtel à | oui mais |
    non parce que | je pense que | un instant | attendez | c'est-à-dire | qu'est-ce que |
    le prix de l' | le prix du | Alors, | J'en veux deux et | c'est`,
  dictating: `
    mon numéro est le 06 | Mon numéro c'est le 06 12. | zéro six douze trente-quatre |
    06 12 34 | le code est A B | ça s'écrit D U | B comme Berthe | mon mail est anne point |
    mon code postal est 750`,
});

describeOverlap("fr", {
  backchannel: `
    oui | Oui, oui. | d'accord | ah bon | je vois | ouais | mhm | bien sûr | exactement |
    super | ah d'accord | hahaha | euh | c'est vrai | très bien`,
  interruption: `
    stop | Arrêtez. | non | attends | Un instant. | d'accord attendez | c'est combien |
    j'ai une question | pardon | mais | oui mais quand | pas si vite`,
  nothing: `
    Sous-titres réalisés par la communauté d'Amara.org | [Musique] |
    Sous-titrage Société Radio-Canada`,
});
