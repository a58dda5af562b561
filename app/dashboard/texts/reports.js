// @ts-check
// Texts of the reports: bokmål, nynorsk, English.

/** @type {import("../texts.js").Texts} */
export const REPORTS = {
  reportsWhy: [
    "Tall som kan gå ut av huset. Små tall er skjult, og et tall som er fortalt, endres ikke.",
    "Tal som kan gå ut av huset. Små tal er gøymde, og eit tal som er fortalt, blir ikkje endra.",
    "Numbers that may leave the house. Small ones are hidden, and a number that was told does not change.",
  ],
  whichReport: ["Rapport", "Rapport", "Report"],
  year: ["År", "År", "Year"],
  showReport: ["Vis", "Vis", "Show"],
  reportNotTold: [
    "Ikke fortalt ennå. Et år og plasser som mangler, telles av den som drifter tjenesten.",
    "Ikkje fortalt enno. Eit år og plassar som manglar, blir talde av den som driftar tenesta.",
    "Not told yet. A year and places that are missing are counted by whoever operates the service.",
  ],
  figureLine: ["Linje", "Linje", "Line"],
  hiddenNumber: ["skjult", "gøymt", "hidden"],
  "report.annual": ["Årsrapport", "Årsrapport", "Annual report"],
  "report.quarterly": ["Kvartal for koordineringsenheten", "Kvartal for koordineringseininga", "Quarter for the coordination unit"],
  "report.equity": ["Likeverd", "Likeverd", "Equity"],
  "report.stays": ["Opphold og flyttinger", "Opphald og flyttingar", "Stays and moves"],
  "report.expenses": ["Utgifter", "Utgifter", "Expenses"],
  "report.gap": ["Plasser som mangler", "Plassar som manglar", "Places that are missing"],
  "reportfile.csv": ["Lagre som CSV", "Lagre som CSV", "Save as CSV"],
  "reportfile.xlsx": ["Lagre som regneark", "Lagre som rekneark", "Save as a workbook"],
  "reportfile.page": ["Lagre som side for utskrift", "Lagre som side for utskrift", "Save as a page to be printed"],
  insideReport: ["Rapporten som blir i huset", "Rapporten som blir i huset", "The report that stays inside"],
  insideReportWhy: [
    "De siste 24 månedene, tall fra fem og oppover. Ikke gi den videre.",
    "Dei siste 24 månadene, tal frå fem og oppover. Ikkje gi han vidare.",
    "The last 24 months, numbers from five on. Do not pass it on.",
  ],
  casesBehind: ["Sakene bak", "Sakene bak", "The cases behind it"],
  casesCounted: ["Saker slik de er talt", "Saker slik dei er talde", "Cases as they are counted"],
  caseName: ["Sak", "Sak", "Case"],
  receivedOn: ["Mottatt", "Motteke", "Received"],
  referredBy: ["Henvist av", "Tilvist av", "Referred by"],
  howFar: ["Hvor langt", "Kor langt", "How far"],
  firstOption: ["Første mulighet", "Første moglegheit", "First option"],
  firstBed: ["Første plass", "Første plass", "First place"],
  sheDeclined: ["Hun takket nei", "Ho takka nei", "She declined"],
  houseRefused: ["Huset sa nei", "Huset sa nei", "The house refused"],
  nightsInAll: ["Netter", "Netter", "Nights"],
  movesInAll: ["Flyttinger", "Flyttingar", "Moves"],
  leftFor: ["Dro til", "Drog til", "Went to"],
};
