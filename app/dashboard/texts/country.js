// @ts-check
// Texts of the map of the country: bokmål, nynorsk, English.

/** @type {import("../texts.js").Texts} */
export const COUNTRY = {
  countryMap: ["Kart med soner", "Kart med soner", "Map of zones"],
  countryParts: ["Landsdeler", "Landsdelar", "Parts of the country"],
  countryEvening: ["Kveldens liste, laget", "Lista for kvelden, laga", "The evening's list, made"],
  countryEveningHint: [
    "Lages én gang hver kveld. Spør etter valg for saken for å se hva som er trygt nå.",
    "Blir laga éin gong kvar kveld. Spør etter val for saka for å sjå kva som er trygt no.",
    "Made once each evening. Ask for the options of the case to see what is safe now.",
  ],
  countryCase: ["Saken du har foran deg", "Saka du har framfor deg", "The case in hand"],
  countryNoCase: ["Ingen", "Inga", "None"],
  countryChoose: ["Velg en sone.", "Vel ei sone.", "Choose a zone."],
  countryKeys: [
    "Piltastene går fra sone til sone. Tallet er ledige enheter i natt.",
    "Piltastane går frå sone til sone. Talet er ledige einingar i natt.",
    "Arrow keys go from zone to zone. The number is units free tonight.",
  ],
  countryTable: ["Soner med hus", "Soner med hus", "Zones with houses"],
  countryZone: ["Sone", "Sone", "Zone"],
  countryRegion: ["Landsdel", "Landsdel", "Part of the country"],
  countryHouses: ["Hus", "Hus", "Houses"],
  countryFree: ["Ledig", "Ledig", "Free"],
  countryFreeOf: ["ledige av", "ledige av", "free of"],
  countryNoHouse: ["ingen hus tar imot", "ingen hus tek imot", "no house takes people in"],
  countryForHer: ["For henne", "For henne", "For her"],
  countryPossible: ["Mulige hus", "Moglege hus", "Possible houses"],
  countryOf: ["av", "av", "of"],
  countryBars: ["Det som stenger:", "Det som stengjer:", "What bars:"],

  "zonefree.SEVERAL": ["Flere ledige", "Fleire ledige", "Several free"],
  "zonefree.FEW": ["En eller to ledige", "Éin eller to ledige", "One or two free"],
  "zonefree.NONE": ["Ingen ledige", "Ingen ledige", "None free"],
  "zonefree.EMPTY": ["Ingen hus", "Ingen hus", "No house"],

  "zoneout.danger": ["for nær et farested", "for nær ein farestad", "too near a place of danger"],
  "zoneout.barred": ["alle hus er stengt for henne", "alle hus er stengde for henne", "every house is barred for her"],
};
