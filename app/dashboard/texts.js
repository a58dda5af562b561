// @ts-check
// Every text of the page, in Norwegian (bokmål) and English. A text that is missing in one of them
// fails the tests, and so does one that nothing shows.

import { WORDS } from "./words.js";

/** @typedef {"nb" | "en"} Language */

/** @type {Record<string, readonly [nb: string, en: string]>} */
export const TEXTS = {
  ...WORDS,

  title: ["Arbeidsflate", "Workspace"],
  skip: ["Gå til innholdet", "Skip to content"],
  otherLanguage: ["English", "Norsk"],
  back: ["Tilbake", "Back"],
  cancel: ["Avbryt", "Cancel"],
  goOn: ["Fortsett", "Continue"],
  loading: ["Henter …", "Loading …"],
  refresh: ["Hent på nytt", "Load again"],
  more: ["Hent flere", "Load more"],

  signIn: ["Logg inn", "Sign in"],
  signInPasskey: ["Logg inn med passnøkkel", "Sign in with a passkey"],
  orPassword: ["Eller med passord og kode", "Or with a password and a code"],
  workName: ["Arbeidsnavn", "Work name"],
  password: ["Passord", "Password"],
  code: ["Engangskode", "One-time code"],
  codeHint: ["Seks sifre fra appen din", "Six digits from your app"],
  haveLink: ["Jeg har fått en engangslenke", "I was given a one-time link"],
  noPasskeys: [
    "Denne nettleseren kan ikke bruke passnøkler.",
    "This browser cannot use passkeys.",
  ],
  signOut: ["Logg ut", "Sign out"],

  signInProvider: ["Logg inn via arbeidsgiveren", "Sign in by way of your employer"],
  afterProvider: ["Nå koden", "Now the code"],
  provider: ["Innlogging via arbeidsgiveren", "Signing in by way of your employer"],
  linkProvider: ["Koble til", "Link it"],
  unlinkProvider: ["Koble fra", "End the link"],
  linked: ["Koblet til. Logg inn på nytt.", "Linked. Sign in again."],

  enrol: ["Ta i bruk kontoen", "Set up your account"],
  link: ["Engangslenke", "One-time link"],
  linkHint: ["Lim inn teksten du fikk. Den virker én gang.", "Paste the text you were given. It works once."],
  enrolAs: ["Kontoen gjelder", "The account is for"],
  enrolPasskey: ["Lag en passnøkkel", "Make a passkey"],
  enrolPasskeyWhy: [
    "Sikrest. Telefonen eller maskinen spør om ansikt, finger eller PIN.",
    "Safest. Your phone or computer asks for your face, finger or PIN.",
  ],
  enrolPassword: ["Bruk passord og kode i stedet", "Use a password and a code instead"],
  newPassword: ["Nytt passord", "New password"],
  newPasswordHint: ["Minst 12 tegn. Flere ord er bedre enn rare tegn.", "At least 12 characters. Several words are better than odd signs."],
  makePassword: ["Lagre passordet", "Save the password"],
  scan: ["Skann bildet med appen for engangskoder", "Scan the picture with your app for one-time codes"],
  qrAlt: ["Bilde med nøkkelen til engangskodene", "Picture with the key of your one-time codes"],
  typeKey: ["Eller skriv inn nøkkelen", "Or type the key"],
  confirmCode: ["Bekreft koden", "Confirm the code"],
  enrolled: ["Klar. Logg inn med det nye.", "Ready. Sign in with it."],

  approvals: ["Godkjenninger", "Approvals"],
  approvalsNone: ["Ingenting venter på deg.", "Nothing waits for you."],
  askedByMe: ["Du har spurt om dette", "You asked for this"],
  askedBy: ["Spurt av", "Asked by"],
  forCase: ["Sak", "Case"],
  purpose: ["Formål", "Purpose"],
  reason: ["Begrunnelse", "Reason"],
  until: ["Frist", "Until"],
  askedAt: ["Spurt", "Asked"],
  look: ["Se", "Look"],
  agree: ["Ja, jeg er enig", "Yes, I agree"],
  refuse: ["Nei", "No"],
  withdraw: ["Trekk tilbake", "Take back"],
  agreed: ["Du sa ja. Det er gjort.", "You said yes. It is done."],
  refused: ["Du sa nei. Ingenting er endret.", "You said no. Nothing has changed."],
  withdrawn: ["Trukket tilbake.", "Taken back."],

  alarms: ["Alarmer", "Alarms"],
  alarmsNone: ["Ingen åpne alarmer.", "No open alarms."],
  about: ["Gjelder", "About"],
  raisedAt: ["Utløst", "Raised"],
  answer: ["Jeg tar den", "I answer for it"],
  answered: ["Alarmen er besvart.", "The alarm is answered."],

  tasks: ["Oppgaver", "Tasks"],
  tasksNone: ["Ingen oppgaver.", "No tasks."],
  overdue: ["Over tiden", "Overdue"],
  owner: ["Hos", "With"],
  take: ["Jeg tar den", "I take it"],
  done: ["Gjort", "Done"],
  taskTaken: ["Oppgaven er din.", "The task is yours."],
  taskDone: ["Oppgaven er gjort.", "The task is done."],

  account: ["Min konto", "My account"],
  credentials: ["Måter å logge inn på", "Ways to sign in"],
  lastUsed: ["Sist brukt", "Last used"],
  never: ["Aldri", "Never"],
  role: ["Rolle", "Role"],
  endsAt: ["Logges ut senest", "Signed out by"],
  sessions: ["Innlogginger", "Where you are signed in"],
  thisSession: ["Denne", "This one"],
  began: ["Begynte", "Began"],
  endSession: ["Avslutt", "End it"],
  sessionEnded: ["Avsluttet.", "Ended."],
  endAll: ["Logg ut overalt", "Sign out everywhere"],
  addWay: ["Legg til en måte å logge inn på", "Add a way to sign in"],
  madeAt: ["Laget", "Made"],
  remove: ["Fjern", "Remove"],
  removed: ["Fjernet.", "Removed."],

  stepUp: ["Bekreft at det er deg", "Confirm that it is you"],
  stepUpWhy: ["Dette krever en ny bekreftelse.", "This needs a fresh confirmation."],
  stepUpPasskey: ["Bruk passnøkkel", "Use your passkey"],
  stepUpCode: ["Bruk kode", "Use a code"],

  hidden: ["Skjult", "Hidden"],
  hiddenWhy: ["Ingenting vises når ingen er her.", "Nothing is shown while nobody is here."],
  showAgain: ["Vis igjen", "Show again"],

  "problem.no-answer": ["Tjenesten svarer ikke. Prøv igjen.", "The service does not answer. Try again."],
  "problem.sign-in-refused": ["Det slipper deg ikke inn.", "That does not let you in."],
  "problem.code-refused": ["Koden passer ikke. Vent på den neste.", "This code does not fit. Wait for the next one."],
  "problem.key-known": ["Denne passnøkkelen er allerede lagt til.", "This passkey is enrolled already."],
  "problem.too-soon": ["Vent litt før neste forsøk.", "Wait a moment before the next attempt."],
  "problem.wrong-state": ["Det går ikke lenger, eller ikke ennå.", "This is not possible any more, or not yet."],
  "problem.second-person": ["Noen andre må svare.", "Somebody else must answer."],
  "problem.approval-stale": ["Grunnlaget er endret. Det må spørres på nytt.", "What was asked for has changed. It must be asked anew."],
  "problem.busy": ["For mange samtidig. Prøv igjen.", "Too many at once. Try again."],
  "problem.not-signed-in": ["Du er logget ut.", "You are signed out."],
  "problem.not-found": ["Finnes ikke.", "Not there."],
  "problem.step-up-needed": ["Ikke bekreftet.", "Not confirmed."],
  "problem.passkey": ["Passnøkkelen ble ikke brukt.", "The passkey was not used."],
  "problem.malformed": ["Noe er ikke fylt ut riktig.", "Something is not filled in right."],
  "problem.other": ["Det gikk ikke.", "That did not work."],

  "credential.PASSKEY": ["Passnøkkel", "Passkey"],
  "credential.PROVIDER": ["Arbeidsgiveren og engangskode", "Your employer and a one-time code"],
  "credential.PASSWORD": ["Passord og engangskoder", "Password and one-time codes"],
};

/** @param {string} key */
export function isText(key) {
  return key in TEXTS;
}

/**
 * The text of that key.
 * @param {Language} language
 * @param {string} key
 */
export function text(language, key) {
  const both = TEXTS[key];
  if (!both) throw new Error(`no text ${key}`);
  return both[language === "nb" ? 0 : 1];
}

/** The language that the browser asks for; Norwegian when it is neither. */
export function browserLanguage() {
  const wanted = navigator.languages.find((one) => /^(nb|nn|no|en)\b/.test(one)) ?? "nb";
  return wanted.startsWith("en") ? /** @type {Language} */ ("en") : "nb";
}
