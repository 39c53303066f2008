import { describeCompleteness, describeOverlap } from "../testing/utterances.ts";

describeCompleteness("es", {
  complete: `
    ¿Qué hora es? | qué hora es | ¿Dónde está? | dónde está |
    Quiero reservar una mesa para dos. | quiero un café por favor | ¿Para qué? |
    ¿De dónde eres? | de dónde | Me llamo Ana. | ¿Cuánto es? | Mi número es el 612 345 678. |
    Quiero dos. | No tengo hambre. | Enciende la luz. | Dime cómo. | No puedo.`,
  short: `
    Sí. | sí | no | No, gracias. | vale | vale gracias | claro que sí | De acuerdo. |
    no lo sé | eh sí | Buenos días. | por favor | perfecto | ¿Y tú?`,
  unclear: `
    quiero dos | sí, | enciende la luz | veinte`,
  incomplete: `
    y | porque | eh | Mi nombre es | mi nombre es | me llamo | quiero | Quiero ir a |
    quiero ir a la | Me gustaría | me puede decir | me puede decir dónde está el |
    tengo una pregunta sobre | estoy buscando un | sí pero | no porque | creo que |
    un momento | a ver | Es que | vivo en | el precio de | bueno | Quiero dos,`,
  dictating: `
    mi número es el 612 | mi teléfono es 6 1 2 | seis uno dos tres | el código es A 4 |
    se escribe G U | B de Barcelona | mi correo es ana punto | mi código postal es 280`,
});

describeOverlap("es", {
  backchannel: `
    sí | Sí, sí. | claro | vale | ajá | ya veo | qué bien | de acuerdo | entiendo | jajaja |
    mhm | exacto | sí claro | eh | perfecto`,
  interruption: `
    para | Basta. | no | espera | Un momento. | vale espera | cuánto cuesta |
    tengo una pregunta | perdona | pero | silencio | sí pero cuándo`,
  nothing: `
    Subtítulos realizados por la comunidad de Amara.org | [música] | ¡Gracias por ver el video!`,
});
