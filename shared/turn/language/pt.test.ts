import { describeCompleteness, describeOverlap } from "../testing/utterances.ts";

describeCompleteness("pt", {
  complete: `
    Que horas são? | que horas são | Onde está? | Queria um café, por favor. |
    queria um café por favor | De onde você é? | Meu nome é Ana. | Acende a luz. |
    Quero dois. | Com quem? | Quanto é? | quanto é | O meu número é 912 345 678. | Não posso. |
    E você, onde mora?`,
  short: `
    Sim. | sim | não | Não, obrigado. | tá bom | claro que sim | Com certeza. | não sei |
    obrigada | hum sim | Bom dia! | isso mesmo | pode ser | E você?`,
  unclear: `
    quero dois | sim, | acende a luz`,
  incomplete: `
    e | porque | hum | Meu nome é | meu nome é | eu quero | Quero ir para | quero ir para a |
    gostaria de | pode me dizer | pode me dizer onde fica o | tenho uma pergunta sobre |
    estou procurando um | moro em | sim mas | não porque | acho que | um momento |
    deixa eu ver | o preço do | então | Quero dois,`,
  dictating: `
    meu número é 912 | O meu telefone é o 912. | nove um dois três | o código é A 4 |
    soletrando R U | B de Brasil | meu email é ana ponto | o cep é 013`,
});

describeOverlap("pt", {
  backchannel: `
    sim | Sim, sim. | claro | tá bom | entendi | é mesmo | pois é | aham | uhum | legal |
    que bom | hahaha | hum | isso mesmo | nossa`,
  interruption: `
    para | Chega. | não | espera | Um momento. | tá bom espera | quanto custa |
    tenho uma pergunta | desculpe | mas | sim mas quando | silêncio`,
  nothing: `
    Legendas pela comunidade Amara.org | [música] | Obrigado por assistir!`,
});
