"""Every text of the screen in English and Norwegian; what is said to her stands in quotes.

Source: docs/domain.md 6.4, 8.4. Nothing here names trafficking or a crisis centre to her.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

SAID = Path(__file__).with_name("said.tsv")
"""Reasons and assumptions by their codes, as the service says them; written by ``app.for_phones``."""


class Language(StrEnum):
    """In which language the screen speaks."""

    EN = "en"
    NO = "no"


def text(name: str, language: Language) -> str:
    """The text of that name; a code of which there is none is shown as it is."""
    both = WORDS.get(name) or _said().get(name)
    return name if both is None else both[language is Language.NO]


@cache
def _said() -> dict[str, tuple[str, str]]:
    rows = (line.split("\t") for line in SAID.read_text(encoding="utf-8").splitlines())
    return {code: (english, norwegian) for code, english, norwegian in rows}


WORDS: dict[str, tuple[str, str]] = {
    # The nine questions.
    "q0": ("Greeting", "Hilsen"),
    "q1": ("Danger now", "Fare nå"),
    "q2": ("If we are cut off", "Hvis vi blir brutt"),
    "q3": ("Who needs a place", "Hvem trenger plass"),
    "q4": ("Where now", "Hvor nå"),
    "q5": ("Places to avoid", "Steder å unngå"),
    "q6": ("Fear", "Frykt"),
    "q7": ("Must have", "Må ha"),
    "q8": ("Language", "Språk"),
    "q9": ("Consent", "Samtykke"),
    "q10": ("The threat", "Trusselen"),
    "q11": ("Note", "Notat"),
    "f.caller": ("who calls", "hvem ringer"),
    "f.she_knows": ("does she know", "vet hun"),
    "f.danger_now": ("danger now", "fare nå"),
    "f.she_calls_back": ("who calls back", "hvem ringer tilbake"),
    "f.message_ok": ("message", "beskjed"),
    "f.safe_until": ("safe until", "trygt til"),
    "f.code_word": ("code word", "kodeord"),
    "f.adults": ("adults", "voksne"),
    "f.children": ("children", "barn"),
    "f.gender": ("gender", "kjønn"),
    "f.women_only": ("women only", "bare kvinner"),
    "f.where_now": ("where now", "hvor nå"),
    "f.his": ("his places", "hans steder"),
    "f.known_there": ("her places", "hennes steder"),
    "f.not_there": ("where not", "hvor ikke"),
    "f.nationwide": ("whole country", "hele landet"),
    "f.self_fear": ("how afraid", "hvor redd"),
    "f.knows_location": ("may know where", "kan vite hvor"),
    "f.organised": ("network", "nettverk"),
    "f.phone_tracked": ("phone followed", "telefon fulgt"),
    "f.must_have": ("must have", "må ha"),
    "f.languages": ("language", "språk"),
    "f.reads": ("reads", "leser"),
    "f.interpreter": ("interpreter", "tolk"),
    "f.search": ("consent to search", "samtykke til søk"),
    "f.tell_shelter": ("consent to tell", "samtykke til å si"),
    "f.threat_to_kill": ("threat to kill", "drapstrussel"),
    "f.serious_violence": ("violence", "vold"),
    "f.searching": ("looked for", "letes etter"),
    "f.reported": ("reported", "anmeldt"),
    "f.call_back": ("call-back", "ringe tilbake"),
    "f.note": ("note", "notat"),
    "say.caller": (
        (
            "“You have reached the safe line. Can you talk safely now? If you must hang up, hang up -"
            " call again any time.”"
        ),
        (
            "«Du har kommet til trygg linje. Kan du snakke trygt nå? Må du legge på, så legg på -"
            " ring igjen når du vil.»"
        ),
    ),
    "say.she_knows": (
        (
            "“Does she know that you call?” No: no search; give information only. Call back on the"
            " registered number. Never confirm later whether she got a place."
        ),
        (
            "«Vet hun at du ringer?» Nei: ikke noe søk; gi bare informasjon. Ring tilbake på"
            " registrert nummer. Bekreft aldri senere om hun fikk plass."
        ),
    ),
    "say.danger_now": (
        "“Are you, or a child, in danger this minute?” Yes: “Call 112. I stay on if you can.”",
        "«Er du eller et barn i fare akkurat nå?» Ja: «Ring 112. Jeg blir på linja om du kan.»",
    ),
    "say.she_calls_back": (
        (
            "“If we are cut off: do you call back, or may I call this number?” y she calls back,"
            " n I may call"
        ),
        (
            "«Hvis vi blir brutt: ringer du tilbake, eller kan jeg ringe?» j hun ringer, n jeg kan"
            " ringe"
        ),
    ),
    "say.message_ok": ("“May I leave a message?”", "«Kan jeg legge igjen beskjed?»"),
    "say.safe_until": (
        "“Until when is it safe?” Four digits, 0330",
        "«Til når er det trygt?» Fire siffer, 0330",
    ),
    "say.code_word": (
        "“Choose a word that we both use.” No name.",
        "«Velg et ord vi begge bruker.» Ikke et navn.",
    ),
    "say.adults": (
        "“How many need a place tonight?” Adults, 0-9",
        "«Hvor mange trenger plass i natt?» Voksne, 0-9",
    ),
    "say.children": (
        "“Children - about how old?” One key per child.",
        "«Barn - omtrent hvor gamle?» Én tast per barn.",
    ),
    "say.gender": ("The adults, as she says", "De voksne, slik hun sier det"),
    "say.women_only": (
        "“Do you want a place with only women?”",
        "«Vil du ha et sted med bare kvinner?»",
    ),
    "say.where_now": (
        "“Which town are you in or near?” No street.",
        "«Hvilken by er du i eller nær?» Ingen gate.",
    ),
    "say.his": (
        "“Who are you afraid of - one or several? Where do they live, work, look?” Letters, Enter",
        "«Hvem er du redd for - en eller flere? Hvor bor, jobber, leter de?» Bokstaver, Enter",
    ),
    "say.known_there": (
        "“Where did you live or work?”",
        "«Hvor har du bodd eller jobbet?»",
    ),
    "say.not_there": (
        "“Where do you not want to go?” No reason is asked.",
        "«Hvor vil du ikke være?» Ingen grunn trengs.",
    ),
    "say.nationwide": (
        "“Could they look for you in the whole country?”",
        "«Kan de lete i hele landet?»",
    ),
    "say.self_fear": (
        "“How afraid are you: a little, very, or for your life?” 0 not, 1 little, 2 very, 3 life",
        "«Hvor redd er du: litt, veldig, eller for livet?» 0 ikke, 1 litt, 2 veldig, 3 livet",
    ),
    "say.knows_location": (
        "“Could they know where you are now?”",
        "«Kan de vite hvor du er nå?»",
    ),
    "say.organised": (
        "Several people, a network, also elsewhere?",
        "Flere personer, et nettverk, også andre steder?",
    ),
    "say.phone_tracked": ("“Could they follow your phone?”", "«Kan de følge telefonen?»"),
    "say.must_have": (
        "“Medicine every day, pregnant, wheelchair, hurt - anything we must have there?”",
        "«Medisin hver dag, gravid, rullestol, skadet - noe som må være der?»",
    ),
    "say.languages": ("“Which language is best?”", "«Hvilket språk er best?»"),
    "say.reads": (
        "“Shall I read things to you?” Does she read?",
        "«Skal jeg lese for deg?» Leser hun?",
    ),
    "say.interpreter": (
        "Interpreter: w woman, m man, a any",
        "Tolk: k kvinne, m mann, a hvem som helst",
    ),
    "say.search": (
        "“May I look for a place? You decide afterwards. You can say no; nothing is lost.”",
        "«Kan jeg lete? Du bestemmer etterpå. Du kan si nei; du mister ingenting.»",
    ),
    "say.tell_shelter": (
        (
            "“May I tell it only this: how many, what you need, that it must be safe? I give you"
            " choices by {by}.”"
        ),
        (
            "«Kan jeg bare si hvor mange, hva dere trenger og at det må være trygt? Du får valg innen"
            " kl. {by}.»"
        ),
    ),
    "say.threat_to_kill": (
        "Has he threatened to kill or seriously harm?",
        "Har han truet med å drepe eller skade alvorlig?",
    ),
    "say.serious_violence": (
        "Serious violence, a weapon, strangulation?",
        "Alvorlig vold, våpen, kvelning?",
    ),
    "say.searching": ("Is somebody looking for her?", "Leter noen etter henne?"),
    "say.reported": (
        "Has she reported, or may she testify? Only if she says so herself.",
        "Har hun anmeldt, eller kan hun vitne? Bare om hun sier det selv.",
    ),
    "say.call_back": (
        "Promised to call her back? At which time, four digits; Enter for no.",
        "Lovet å ringe henne? Når, fire siffer; Enter for nei.",
    ),
    "say.note": (
        "One line, 140 signs. No names, no telephone number, no identity number.",
        "Én linje, 140 tegn. Ingen navn, telefonnummer eller fødselsnummer.",
    ),
    "keys.caller": (
        "Enter herself  p police  c clinic  r reception  b child welfare  f friend  o other",
        "Enter hun selv  p politi  c legevakt  r mottak  b barnevern  f venn  o annen",
    ),
    "keys.children": (
        "a 0-2  b 3-6  c 7-12  d 13-17  e age not known",
        "a 0-2  b 3-6  c 7-12  d 13-17  e ukjent alder",
    ),
    "keys.gender": ("w woman  m man  o other", "k kvinne  m mann  o annet"),
    "keys.must_have": (
        "w wheelchair  p pregnant  d dialysis  m medicine  c hurt  s acute mind  a animal  n none",
        "w rullestol  p gravid  d dialyse  m medisin  c skadet  s akutt psyke  a dyr  n ingenting",
    ),
    "keys.languages": (
        "n nob  e eng  a ara  s som  u ukr  r ron  p pol  t tir  f fas  v vie  h tha  k kmr",
        "n nob  e eng  a ara  s som  u ukr  r ron  p pol  t tir  f fas  v vie  h tha  k kmr",
    ),
    "keys.yes_no": ("y yes  n no  ? unknown", "j ja  n nei  ? ukjent"),
    "keys.foot": (
        "? unknown  Enter next  ↑↓ other field  / question  Tab options  Esc hide  ^L language  ^E end",
        "? ukjent  Enter neste  ↑↓ annet felt  / spørsmål  Tab valg  Esc skjul  ^L språk  ^E slutt",
    ),
    "keys.jump": ("Question 0-9: ", "Spørsmål 0-9: "),
    # Options.
    "agency.not_yet": (
        "It is sent when all nine are asked.",
        "Den sendes når alle ni er spurt.",
    ),
    "agency.wait": ("Sending ...", "Sender ..."),
    "agency.RECEIVED": ("Received. ^E ends.", "Mottatt. ^E avslutter."),
    "agency.IN_PROGRESS": ("In progress. ^E ends.", "Under arbeid. ^E avslutter."),
    "agency.CLOSED": ("Closed. ^E ends.", "Avsluttet. ^E avslutter."),
    "options": ("Safe options", "Trygge valg"),
    "options.wait": ("Looking for a place ...", "Leter etter plass ..."),
    "options.not_yet": (
        "Options come when 3, 5 and 6 are asked.",
        "Valg kommer når 3, 5 og 6 er spurt.",
    ),
    "options.holding": ("Holding ...", "Holder ..."),
    "options.changed": (
        "That one is not among the options any more.",
        "Den er ikke blant valgene lenger.",
    ),
    "options.nights": ("{nights} nights from {first}", "{nights} netter fra {first}"),
    "options.call_first": ("CALL FIRST", "RING FØRST"),
    "options.hold_key": ("{n} holds it.", "{n} holder den."),
    "options.call_key": (
        "Call by the switchboard, then {n}: it said yes by telephone.",
        "Ring via sentralbordet, så {n}: huset sa ja på telefon.",
    ),
    "options.assumed": ("Assumed because unknown:", "Antatt fordi det er ukjent:"),
    "options.at_arrival": ("Ask at arrival:", "Spør ved ankomst:"),
    "options.level": ("Assumed level {level}", "Antatt nivå {level}"),
    "result.NO_SAFE_BED": (
        "No safe place is free by the rules.",
        "Ingen trygg plass er ledig etter reglene.",
    ),
    "result.KEEPS_HER_BED": (
        "The place she has is as good as any other.",
        "Plassen hun har, er like god som alle andre.",
    ),
    "result.HAND_OVER": (
        "No adult is with them: child welfare must be called now.",
        "Ingen voksen er med: barnevernet må ringes nå.",
    ),
    "step.CALL_FIRST": (
        "Next: call the shelters to be called first.",
        "Neste: ring husene som må ringes.",
    ),
    "step.ASK_TWO_FOR_A_WAIVER": (
        "Next: call the coordinator on duty; two persons may lift a rule.",
        "Neste: ring koordinator på vakt; to personer kan løfte en regel.",
    ),
    "step.POLICE_PROTECTION": (
        "Next: police protection, or a guarded place for the night.",
        "Neste: politibeskyttelse, eller et bevoktet sted i natt.",
    ),
    "step.PARTNER_ABROAD": (
        "Next: a partner in another region or abroad.",
        "Neste: en partner i en annen region eller i utlandet.",
    ),
    "step.DUTY_MANAGER": ("Next: the duty manager.", "Neste: vaktleder."),
    "step.PHONE_PLAN_BEFORE_TRAVEL": (
        "Before she travels: a plan for her phone.",
        "Før hun reiser: en plan for telefonen.",
    ),
    "step.CHILD_WELFARE_TONIGHT": ("Call child welfare's duty now.", "Ring barnevernvakten nå."),
    "rung": ("Now: {step}, until {until}.", "Nå: {step}, innen {until}."),
    "rung.LADDER_CALL_FIRST": ("call the shelters", "ring husene"),
    "rung.LADDER_WAIVERS": ("two look at the rules", "to ser på reglene"),
    "rung.LADDER_POLICE": ("a guarded place by the police", "bevoktet sted ved politiet"),
    "rung.LADDER_PARTNER_REGION": ("a partner farther away", "en partner lenger unna"),
    "rung.LADDER_DUTY_MANAGER": ("the duty manager", "vaktleder"),
    "region.EAST": ("East", "Øst"),
    "region.SOUTH": ("South", "Sør"),
    "region.WEST": ("West", "Vest"),
    "region.MID": ("Mid", "Midt"),
    "region.NORTH": ("North", "Nord"),
    "kind.CRISIS_CENTRE": ("shared house", "felles hus"),
    "kind.SAFE_HOUSE": ("safe house", "trygt hus"),
    "kind.SHARED_HOUSE": ("shared house", "bofellesskap"),
    "kind.PROTECTED_FLAT": ("protected flat", "beskyttet leilighet"),
    "kind.MEN_SHELTER": ("house for men", "hus for menn"),
    "kind.FAMILY_UNIT": ("family unit", "familieenhet"),
    "kind.MUNICIPAL_FLAT": ("flat", "leilighet"),
    "kind.EMERGENCY_HOTEL": ("hotel", "hotell"),
    "kind.PRIVATE_WITH_SUPPORT": ("private, with support", "privat, med støtte"),
    # From hold to travel.
    "held": ("Held until {until}. The shelter is asked.", "Holdt til {until}. Huset er spurt."),
    "held.keys": (
        "y the shelter said yes by telephone  n it said no  x give up the hold",
        "j huset sa ja på telefon  n det sa nei  x gi slipp",
    ),
    "yes.keys": ("a she takes it  d she says no", "a hun tar det  d hun sier nei"),
    "say.offer": (
        (
            "“There is a place: {region}, {kind}. They know how many you are and what you need."
            " You can say no; nothing is lost.”"
        ),
        (
            "«Det er en plass: {region}, {kind}. De vet hvor mange dere er og hva dere trenger."
            " Du kan si nei; du mister ingenting.»"
        ),
    ),
    "taken": ("She takes it.", "Hun tar det."),
    "travel.pick_up": ("“Do you need to be picked up?”", "«Må du hentes?»"),
    "travel.alone": ("“Can you travel alone?”", "«Kan du reise alene?»"),
    "travel.phone_left": (
        "“Can you leave your phone behind, switched off?”",
        "«Kan du la telefonen bli igjen, avslått?»",
    ),
    "travel.meeting_point": (
        "Meeting point in a few words: station, shop. No address of a house.",
        "Møtested med få ord: stasjon, butikk. Ingen husadresse.",
    ),
    "travel.telling": ("Telling the service ...", "Sier fra til tjenesten ..."),
    "travel.done": (
        "All is said. “Somebody meets you. You can still say no.” ^E ends the call.",
        "Alt er sagt. «Noen møter deg. Du kan fortsatt si nei.» ^E avslutter.",
    ),
    # The line and the device.
    "line.up": ("line", "linje"),
    "line.down": ("LINE DOWN", "LINJEN NEDE"),
    "line.waiting": ("{n} waiting", "{n} venter"),
    "line.refused": ("{n} NOT TAKEN", "{n} IKKE TATT IMOT"),
    "down": (
        (
            "The line is down. Nothing is lost: her answers are sealed and sent by themselves. No bed"
            " can be promised now. Use the printed list, or ^F and the PIN."
        ),
        (
            "Linjen er nede. Ingenting er tapt: svarene er forseglet og sendes av seg selv. Ingen"
            " plass kan loves nå. Bruk den trykte listen, eller ^F og PIN."
        ),
    ),
    "pin": ("PIN: ", "PIN: "),
    "pin.wrong": ("Not that one.", "Ikke den."),
    "pin.gone": (
        "Too many wrong PINs: what was sealed here is gone. Enrol this device anew.",
        "For mange feil PIN: det som var forseglet her, er borte. Registrer enheten på nytt.",
    ),
    "pin.found": (
        "An open call waits: its PIN and Enter to go on, Enter alone for a new call.",
        "En åpen samtale venter: PIN og Enter for å fortsette, bare Enter for en ny.",
    ),
    "list.none": (
        "No list was made for this device.",
        "Ingen liste er laget for denne enheten.",
    ),
    "note.NAME": (
        "That looks like a name. Write it small, or leave it out.",
        "Det ligner et navn. Skriv det med små bokstaver, eller utelat det.",
    ),
    "note.TELEPHONE_NUMBER": (
        "That looks like a telephone number. Leave it out.",
        "Det ligner et telefonnummer. Utelat det.",
    ),
    "note.IDENTITY_NUMBER": (
        "That looks like an identity number. Leave it out.",
        "Det ligner et fødselsnummer. Utelat det.",
    ),
    "note.TOO_LONG": ("140 signs and no more.", "140 tegn og ikke mer."),
    "refused.unit-taken": (
        "Somebody else has taken it meanwhile; look again.",
        "Noen andre har tatt den; se igjen.",
    ),
    "refused.blocked": (
        "A rule says no by now; the options are looked for again.",
        "En regel sier nei nå; valgene hentes på nytt.",
    ),
    "refused.call-first": ("The shelter must be called first.", "Huset må ringes først."),
    "refused.offer-stale": (
        "That option is old; the options are looked for again.",
        "Valget er gammelt; valgene hentes på nytt.",
    ),
    "refused.hold-over": ("The hold is over.", "Tiden for å holde er ute."),
    "refused.holds-full": (
        "As many as may be are held already.",
        "Så mange som mulig er holdt allerede.",
    ),
    "refused.quota": (
        "Too many different places today: others look for her now. Call the coordinator.",
        "For mange ulike steder i dag: andre søker plass til henne nå. Ring koordinator.",
    ),
    "refused.refer": (
        "NOT TAKEN: the service said no. Call the switchboard about her.",
        "IKKE TATT IMOT: tjenesten sa nei. Ring sentralbordet om henne.",
    ),
    "refused.not-found": (
        "Others have this case by now: her answers go to them. Call the coordinator.",
        "Andre har denne saken nå: svarene går til dem. Ring koordinator.",
    ),
    "refused.wrong-state": (
        "Something changed meanwhile; nothing that she said is lost.",
        "Noe er endret i mellomtiden; ingenting av det hun sa, er tapt.",
    ),
    "refused.401": (
        "This device's token was revoked. Her answers are kept, sealed. Use the printed list.",
        "Enhetens nøkkel er trukket tilbake. Svarene er tatt vare på, forseglet. Bruk listen.",
    ),
    "refused.client-too-old": (
        "The service is newer than this program: update it. Use the printed list.",
        "Tjenesten er nyere enn dette programmet: oppdater. Bruk listen.",
    ),
    "refused": ("The service said no ({slug}).", "Tjenesten sa nei ({slug})."),
    "end.unheard": (
        (
            "NOT HEARD YET: what you chose or she said last. It stays sealed here and is sent when"
            " you open it with your PIN. Call the coordinator."
        ),
        (
            "IKKE HØRT ENNÅ: det du valgte eller hun sa sist. Det ligger forseglet her og sendes når"
            " du åpner det med PIN. Ring koordinator."
        ),
    ),
    "end.sure": (
        "End this call? y ends it and forgets it here",
        "Avslutte samtalen? j avslutter og glemmer den her",
    ),
}
