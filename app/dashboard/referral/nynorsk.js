// @ts-check
// What the service says in bokmål, in nynorsk. The service has its closed words in English and bokmål,
// as the telephone and the cards need them; a sentence is looked up by what it is in bokmål, since some
// codes are said in two ways. A sentence without its line fails the tests, and so does a line too many.

/** @type {Readonly<Record<string, string>>} */
export const NYNORSK = Object.freeze({
  // Why a place is safe, and how far it is.
  "Adressen er skjermet.": "Adressa er skjerma.",
  "Noen er der hele døgnet.": "Nokon er der heile døgnet.",
  "Døren er alltid låst.": "Døra er alltid låst.",
  "Bare kvinner bor der.": "Berre kvinner bur der.",
  "Det er langt fra stedene du nevnte.": "Det er langt frå stadene du nemnde.",
  "Rett utenfor farestedene.": "Rett utanfor farestadene.",
  "Klar av farestedene.": "Klar av farestadene.",
  "Godt unna farestedene.": "Godt unna farestadene.",
  "Langt fra farestedene.": "Langt frå farestadene.",

  // Why a house is barred, as a coordinator reads it.
  "Ikke mulig; grunnen er skjermet.": "Ikkje mogleg; grunnen er skjerma.",
  "Ikke koblet.": "Ikkje kopla.",
  "Ingen enhet passer og er ledig.": "Inga eining passar og er ledig.",
  "Husstanden ville bli delt.": "Husstanden ville bli delt.",
  "Huset tar ikke imot disse kjønnene eller aldrene.": "Huset tek ikkje imot desse kjønna eller aldrane.",
  "Husets regler sier nei, eller huset må spørres.": "Reglane til huset seier nei, eller huset må spørjast.",
  "Sikkerheten er lavere enn trusselen krever.": "Tryggleiken er lågare enn trusselen krev.",
  "For nær et farested, eller sonen er ikke kjent.": "For nær ein farestad, eller sona er ikkje kjend.",
  "Husets botid gir for få netter.": "Butida i huset gir for få netter.",
  "Inntaket er stengt eller ukjent når hun kan komme, eller hun rekker ikke å dra mens hun er trygg.":
    "Inntaket er stengt eller ukjent når ho kan kome, eller ho rekk ikkje å dra medan ho er trygg.",
  "Inntaket er stengt eller ukjent.": "Inntaket er stengt eller ukjent.",
  "En tjeneste hun ikke kan være uten, er ikke innen rekkevidde.":
    "Ei teneste ho ikkje kan vere utan, er ikkje innan rekkjevidd.",
  "Huset tar ikke inn nå, eller har alt det kan bære.": "Huset tek ikkje inn no, eller har alt det kan bere.",
  "Huset er kjent, eller kan være kjent.": "Huset er kjent, eller kan vere kjent.",
  "Plassen er ikke bekreftet nylig: ring først.": "Plassen er ikkje stadfesta nyleg: ring først.",
  "Vennligst bekreft ledig plass.": "Ver venleg og stadfest ledig plass.",
  "Holdes for en i større fare.": "Blir halden for ein i større fare.",
  "Hun har sagt nei til det, eller til området, eller huset har sagt nei.":
    "Ho har sagt nei til det, eller til området, eller huset har sagt nei.",
  "Hun har ikke samtykket til søk.": "Ho har ikkje samtykt til søk.",
  "Hun har en plass som står fast.": "Ho har ein plass som står fast.",
  "Flyttingen er ikke avtalt og drøftet ennå.": "Flyttinga er ikkje avtalt og drøfta enno.",
  "Ingen voksen er med: barnevernet må ringes nå.": "Ingen vaksen er med: barnevernet må ringjast no.",
  "Egen status eller tak sier nei.": "Eigen status eller tak seier nei.",

  // Who may lift a rule.
  "Bare hun kan løfte den.": "Berre ho kan løfte han.",
  "Bare huset kan løfte den.": "Berre huset kan løfte han.",
  "Koordinator kan løfte den.": "Koordinator kan løfte han.",
  "To navngitte personer kan løfte den.": "To namngitte personar kan løfte han.",
  "To navngitte personer kan løfte den, med helsepersonell.": "To namngitte personar kan løfte han, med helsepersonell.",
  "To navngitte personer kan løfte den med uttalelse fra politiet.":
    "To namngitte personar kan løfte han med fråsegn frå politiet.",

  // The same, as she may be told.
  "Dette stedet passer ikke.": "Denne staden passar ikkje.",
  "Det er ikke plass til dere der.": "Det er ikkje plass til dykk der.",
  "Det er ikke trygt nok for deg.": "Det er ikkje trygt nok for deg.",
  "De kan ikke ta imot dere nå.": "Dei kan ikkje ta imot dykk no.",
  "Dere kan ikke bo der lenge nok.": "De kan ikkje bu der lenge nok.",
  "Hjelp dere trenger, er for langt unna.": "Hjelp de treng, er for langt unna.",
  "Du eller de har sagt nei til det.": "Du eller dei har sagt nei til det.",
  "Vi har ikke spurt deg ennå.": "Vi har ikkje spurt deg enno.",
  "Du har en plass.": "Du har ein plass.",
  "Du bestemmer om flytting sammen med oss.": "Du bestemmer om flytting saman med oss.",
  "Noen andre hjelper deg i natt; vi er med deg til da.": "Nokon andre hjelper deg i natt; vi er med deg til då.",

  // What was assumed.
  "Om de hun frykter er fri, er ikke kjent: på frifot antatt.":
    "Om dei ho fryktar er fri, er ikkje kjent: på frifot gått ut frå.",
  "Strengeste adressesperre antatt mens politiet er involvert.":
    "Strengaste adressesperre gått ut frå medan politiet er involvert.",
  "Et barns alder er ikke kjent: det strengeste er antatt.": "Alderen til eit barn er ikkje kjend: det strengaste er gått ut frå.",
  "Bare samtykke til søk antatt: ingenting sies til et hus.": "Berre samtykke til søk gått ut frå: ingenting blir sagt til eit hus.",
  "Om andre må dra tidligere, er ikke kjent: antatt at de må.": "Om andre må dra tidlegare, er ikkje kjent: gått ut frå at dei må.",
  "Når et farested ble bekreftet, er ikke kjent: lenge siden antatt.":
    "Når ein farestad vart stadfesta, er ikkje kjent: lenge sidan gått ut frå.",
  "Ingen farested er kjent: byen der hun er nå, er antatt.": "Ingen farestad er kjend: byen der ho er no, er gått ut frå.",
  "Verken farested eller hvor hun er nå, er kjent: ingen hus er kjent som langt unna.": "Korkje farestad eller kvar ho er no, er kjend: ingen hus er kjende som langt unna.",
  "Ingen har sagt hva som passer: spør.": "Ingen har sagt kva som passar: spør.",
  "Språket hennes er ikke kjent: telefontolk antatt.": "Språket hennar er ikkje kjent: telefontolk gått ut frå.",
  "Ingen særlige behov ved ankomst antatt: spør igjen.": "Ingen særlege behov ved framkomst gått ut frå: spør igjen.",
  "Sporet telefon antatt: planlegg for det før reisen.": "Spora telefon gått ut frå: planlegg for det før reisa.",
  "Ett nivå mer antatt: vurderingen av trusselen er forfalt.": "Eitt nivå meir gått ut frå: vurderinga av trusselen er forfallen.",
  "Noen tjenester er ikke kjent: antatt at de mangler.": "Nokre tenester er ikkje kjende: gått ut frå at dei manglar.",
  "Husets botid er ikke kjent: en kort er antatt.": "Butida i huset er ikkje kjend: ei kort er gått ut frå.",
  "Hvorfor plass søkes, er ikke kjent: enhver grunn antatt.": "Kvifor plass blir søkt, er ikkje kjent: kvar grunn gått ut frå.",
  "Høy trussel antatt: ikke hele trusselbildet er spurt om.": "Høg trussel gått ut frå: ikkje heile trusselbiletet er spurt om.",
  "Behov i natt antatt.": "Behov i natt gått ut frå.",
  "Hvor hun er nå, er ikke kjent: ankomst når som helst antatt.":
    "Kvar ho er no, er ikkje kjent: framkomst når som helst gått ut frå.",
  "Ønske om bare kvinner antatt: spør.": "Ønske om berre kvinner gått ut frå: spør.",

  // What a house is, as it is told to her.
  "Et hus der flere familier bor, med ansatte.": "Eit hus der fleire familiar bur, med tilsette.",
  "Et trygt hus.": "Eit trygt hus.",
  "Et hus som du deler med andre.": "Eit hus som du deler med andre.",
  "En skjermet leilighet.": "Ei skjerma leilegheit.",
  "Et hus for menn.": "Eit hus for menn.",
  "Et hus for familier.": "Eit hus for familiar.",
  "En vanlig leilighet.": "Ei vanleg leilegheit.",
  "Et hotellrom, for en kort tid.": "Eit hotellrom, for ei kort tid.",
  "Et privat hjem med oppfølging.": "Ein privat heim med oppfølging.",
  "Et eget rom.": "Eit eige rom.",
  "En egen leilighet.": "Ei eiga leilegheit.",
  "Et eget rom de første dagene.": "Eit eige rom dei første dagane.",
  "Et eget familierom.": "Eit eige familierom.",
  "Dere får flere, ved siden av hverandre.": "De får fleire, ved sida av kvarandre.",
  "Dere får flere, i samme hus.": "De får fleire, i same hus.",
  "Bare kvinner arbeider der.": "Berre kvinner arbeider der.",
  "En lege kommer til huset.": "Ein lege kjem til huset.",
  "Du kan snakke med en behandler der.": "Du kan snakke med ein behandlar der.",
  "Det er norskkurs der.": "Det er norskkurs der.",
  "Barn har skole der.": "Barn har skule der.",
  "Det er barnehage der.": "Det er barnehage der.",
  "Det er noe å gjøre om dagen.": "Det er noko å gjere om dagen.",
  "En advokat kommer til huset.": "Ein advokat kjem til huset.",
  "Det er tolk der.": "Det er tolk der.",
  "Du kan bli noen dager.": "Du kan bli nokre dagar.",
  "Du kan bli noen uker.": "Du kan bli nokre veker.",
  "Du kan bli noen måneder.": "Du kan bli nokre månader.",
  "Etterpå finner vi neste plass sammen.": "Etterpå finn vi neste plass saman.",
  "Du kan si nei. Du trenger ingen grunn, og vi leter videre.":
    "Du kan seie nei. Du treng ingen grunn, og vi leitar vidare.",

  // What she is told without a safe bed.
  "Det kan være en plass. Vi ringer dem nå, og du får vite hva de svarer.":
    "Det kan vere ein plass. Vi ringjer dei no, og du får vite kva dei svarar.",
  "Vi er to som ser sammen på om en av plassene kan gjøres trygg for deg.":
    "Vi er to som ser saman på om ein av plassane kan gjerast trygg for deg.",
  "Vi spør om du kan være på et sted med vakt i natt. Du kan si nei.":
    "Vi spør om du kan vere på ein stad med vakt i natt. Du kan seie nei.",
  "Vi spør noen vi samarbeider med lenger unna. Du får hjelp med reisen.":
    "Vi spør nokon vi samarbeider med lenger unna. Du får hjelp med reisa.",
  "Den som bestemmer hos oss er våken og på saken. Vi er hos deg til du er trygg.":
    "Den som bestemmer hos oss er vaken og på saka. Vi er hos deg til du er trygg.",
  "Vi har ingen trygg plass ennå. Det er ikke din feil, og vi slutter ikke å lete.":
    "Vi har ingen trygg plass enno. Det er ikkje din feil, og vi sluttar ikkje å leite.",
  "Ring 112 hvis du er i fare nå.": "Ring 112 om du er i fare no.",
});
