import { describeCompleteness, describeOverlap } from "../testing/utterances.ts";

describeCompleteness("en", {
  complete: `
    What is it for? | what is it for | What are you up to? | what are you up to |
    Where are you from? | where are you from | who are you talking to |
    What are you looking for? | what are you looking for | who is it from | What's it like? |
    what's it like | tell me what it's about | That's the one I was looking for. |
    Turn it off. | turn it off | turn it on | Turn the lights on. | turn the lights on |
    What time is it? | What's the weather like today? |
    What's the weather like in Paris tomorrow? | I'd like to book a table for two. |
    Book me a flight to London on Monday. | I live in Berlin. | My name is Anna. |
    It's about my order. | I was born in nineteen ninety five. | What did you say? |
    Can you tell me the time? | could you turn down the volume please |
    i'd like a coffee please | that would be great thank you | can you help me please |
    Play some jazz. | Is that so? | Nice, isn't it? | it's nice isn't it | Shall we? |
    Should I? | Do you know what I mean? | you know what i mean | Guess what? | guess what |
    Why? | What? | Who? | When? | Where? | Are you there? | Is it? | Can you? | I want two. |
    Two. | At five thirty. | Tomorrow at 5:30. | It costs $50. | I'm twenty five. | In 1999. |
    Call me at 555 123 4567. | My number is 555-123-4567. | My zip code is 94105. |
    My email is john@gmail.com. | My email is john dot smith at gmail dot com. |
    Smith, S-M-I-T-H. | My PIN is 1234. | I have no idea what you're talking about. |
    i don't know what you're talking about | What would you like? | As much as you like. |
    I know who you are. | That's where it is. | Tell me where it is. | I don't want to. |
    I'd love to. | No, I don't have to. | what is there to do today please |
    What else can I do? | what can i do | Why not Monday? | Where can I log in? |
    how do i log in | How do I sign in? | Let's go on. | let's move on | what's going on |
    What's going on? | Hello there! | Yes, it's my first time. | No. I meant the other one. |
    That's all I need. | Great, let's do that. | I'd like that. | Do that again. |
    Could you say that again? | I can't hear you. | Mr. Smith is here. | It's 3.14. |
    I do not agree. | Maybe next week. | What for? | what for | since when | who with |
    Who am I? | where am i | and so on and so on | i told you so | it looks like it, thanks |
    what does it consist of | What is it made of? | what is it made of |
    which one are you interested in | How much is it? | "What is that?" | He said "no". |
    I'd prefer the window seat. | What are the opening hours? |
    Could you send me the invoice again? | She never showed up. | who did you give it to |
    Which hotel did we stay at? | That's not what I signed up for. | Can we push it back? |
    It doesn't turn on. | The screen won't turn on. | I want to check out. |
    Where do I get off? | Do I have to? | I already did. | He said he would. | Let me in. |
    Nothing I can think of. | We're done here. | Yes, I want that one. | No, the blue one. |
    my order hasn't arrived thanks | I need it by Friday.`,
  short: `
    I think so. | i think so | I don't think so, no thanks | How are you? | how are you |
    So what? | And you? | So do I. | I hope so. | Yeah. | yeah | Yes | yes please | No. | no |
    no no no | Nope. | okay | OK. | okay thanks | Thanks! | thank you | Thank you very much. |
    stop | Stop! | sure | Sure, why not. | yeah sure | um yes | well yes | uh no | oh okay |
    ah okay | no thanks | No, thank you. | That's it. | that's all | exactly | Right. | mm-hm |
    Mm-hmm. | uh-huh | I do | i do | Come on! | come on | yes and no | Yes and no. | maybe |
    of course | of course not | absolutely | I don't know. | i think so | not really |
    not yet | hello | Hi! | bye | Goodbye. | goodbye | go ahead | continue | cancel |
    never mind | sounds good | that's right | Yes, it is. | Yes I am. | Me too. | you too |
    Good morning. | yep | Correct. | Really? | pardon? | No problem. | ok cool | yeah exactly |
    no that's fine | nah I'm good | perfect thanks`,
  unclear: `
    I want two | two | twenty five | at five thirty | at 5 30 | 5 30 | 2024 | 100 |
    555 123 4567 | five five five one two three four five six seven | My number is 555 1234. |
    what's the weather | what time is it | I want to book a flight | turn on the lights |
    hello i have a problem with my order | Yeah, | no, | Okay... | ... | [noise] | what | why |
    i like that | i don't want to | plan b | vitamin d | my favorite is the red one |
    I'd like a glass of water | my email is john at gmail dot com |
    give me three hundred and fifty | i have twenty five thousand three hundred | play track 5`,
  incomplete: `
    and | because | so | um | Um... | uh | hmm | Hmm. | the | The. | my name is | My name is. |
    I want to go to the | I want to go to the. | I want to go to | i'd like | I'd like to |
    I would like a | can you tell me the | Can you tell me the? | can you tell me | can you |
    could you please | what is | what is the | what's | what's the capital of |
    what is the capital of | how do i get to | where's the train to |
    where can i find a hotel in | i live in | I live in. | i'm interested in |
    i'm looking for | I'm looking for a | I'm calling because | i'm calling about |
    it's about my | I have a question about | I was wondering if | i was wondering | yes but |
    yes and | yeah so | okay so | okay and | no because | No, because. | well | Well, |
    I think | I think that | I think, | i guess | I need | i need a | I want | i mean |
    you know | it was kind of | it's like | i was like | yes um | I'd like the red one um |
    i'd like two of those and | I'd like two of those, | Two of those - | Well, I thought… |
    I thought... | let me think | Let me see. | hold on | Hang on a second. | one moment |
    wait | give me a second | Good question. | the thing is | The problem is | my question is |
    do you know | do you have | is there | there are | this is | it's | there's | i'm | we're |
    i'll | let's | let me | tell me | give me | show me the | what if | how about | how many |
    what kind of | which | a lot of | one of the | some of | as soon as | even if |
    I'd go there if | I don't know if | i don't know whether | he said that | between |
    Between five and | from Monday to | it's more than | very | it's very | my | and my |
    and then | And then I | can i | what do i | where do we | what does | how does |
    when will | he was | the meeting is | My favourite colour is |
    the second thing i want to talk about is | actually | first of all | for example |
    remind me to | call my | play something by | set a timer for | wake me up at |
    send a message to | book a table for | Yes, I'd like to order a | so basically |
    my phone number is | my number is | it is | and the reason is | I'd like to change my |
    the thing that bothers me is | could I speak to | is it possible to |
    I'm not sure whether | we went there last year and it was really |
    what I'm trying to say is | I was at the | my wife and I | I'm having trouble with |
    yeah I mean it's | no the other | can you make it a bit more | how far is it from |
    it depends on | I'd rather | do you happen to | and uh`,
  dictating: `
    555 | 5 5 5 | five five five | five five five one | my number is 555 | My number is 555. |
    my number is five | My phone number is 0171 | it's 0171 | 0171 23 | zero one seven one |
    oh one seven | double five three | my number is uh five five | my number is 555 uh |
    the code is 4 7 | The code is A B | code is A12 | my order number is 12 |
    Order number 4471 | confirmation code is X Q | S M I | s-m-i | it's spelled J | J O H |
    that's spelled S-M | B as in Bravo | b as in | my email is john | My email is john. |
    my email is john dot | my email is john dot smith at | my email is john at gmail |
    john dot smith | john.smith@gmail | my card number is 4111 1111 | 4111 1111 1111 |
    my card number is 4111 1111 1111 | my zip code is 941 | my pin is 1 2 |
    My address is 12 Main | plus 49 | call me at 555 | 555 dash | area code 415 |
    my number is twenty three | 555 1234 | you can reach me at 415 | it's four one five |
    my name is Kowalski that's K O W | my email is kate underscore | flight number is B A`,
});

describeOverlap("en", {
  nothing: `
    [noise] | (music) | ♪♪ | <unk> | *laughs* | ... | you | Thanks for watching! |
    [BLANK_AUDIO] | Thank you for watching.`,
  backchannel: `
    Thank you. | mm-hm | Mm-hmm. | mhm | uh-huh | Uh huh, uh huh. | right | Right, right. |
    okay | OK. | okay right | yeah yeah | Yeah, yeah, yeah. | oh wow | I see. | got it |
    haha | Hahaha, yeah | um | uh, um | hmm | oh no | no way | No way! | really | Really? |
    that makes sense | yeah that makes sense | that's interesting | sure okay | exactly |
    oh my god`,
  interruption: `
    stop | wait | Wait, wait. | no | No no no. | okay stop | um wait | hold on |
    hang on a second | yeah but | actually | what | What time? | can you repeat that |
    I have a question | excuse me`,
});
