// @ts-check
// Texts of shared devices and PINs: bokmål, nynorsk, English.

/** @type {import("../texts.js").Texts} */
export const PINS = {
  pinsWhy: [
    "På en delt enhet logger hver og en inn med sin egen PIN. En PIN virker bare på enhetene i dette huset. Den som har egen nøkkel eller eget passord, lager PIN-en sin selv.",
    "På ei delt eining loggar kvar og ein inn med sin eigen PIN. Ein PIN verkar berre på einingane i dette huset. Den som har eigen nøkkel eller eige passord, lagar PIN-en sin sjølv.",
    "On a shared device each signs in with her own PIN. A PIN works on the devices of this house alone. Whoever has a passkey or password of her own sets up her PIN herself.",
  ],
  sharedDevices: ["Delte enheter", "Delte einingar", "Shared devices"],
  devicesNone: ["Ingen enhet er delt.", "Inga eining er delt.", "No device is shared."],
  thisOne: ["denne", "denne", "this one"],
  shareDevice: ["Gjør denne til en delt enhet", "Gjer denne til ei delt eining", "Make this one a shared device"],
  deviceName: ["Navn på enheten", "Namn på eininga", "Name of the device"],
  deviceNameHint: ["Store bokstaver og tall, som VAKT-1.", "Store bokstavar og tal, som VAKT-1.", "Capitals and digits, such as DESK-1."],
  deviceShared: ["Denne enheten er delt nå.", "Denne eininga er delt no.", "This device is shared now."],
  endDevice: ["Avslutt", "Avslutt", "End it"],
  deviceEnded: ["Enheten er avsluttet. Ingen er logget inn på den.", "Eininga er avslutta. Ingen er logga inn på henne.", "The device is ended. Nobody is signed in on it."],
  ourPeople: ["Vi som arbeider her", "Vi som arbeider her", "Who works here"],
  hasPin: ["PIN siden", "PIN sidan", "PIN since"],
  hasNoPin: ["Ingen PIN", "Ingen PIN", "No PIN"],
  setPin: ["Lag PIN", "Lag PIN", "Set up a PIN"],
  takePin: ["Ta bort PIN", "Ta bort PIN", "Take the PIN away"],
  sheTypes: ["La henne skrive den selv.", "Lat henne skrive han sjølv.", "Let her type it herself."],
  pin: ["PIN", "PIN", "PIN"],
  pinHint: ["Seks til ti sifre, ikke en dato.", "Seks til ti siffer, ikkje ein dato.", "Six to ten digits, not a date."],
  duressPin: ["PIN under tvang, hvis hun vil", "PIN under tvang, om ho vil", "PIN under duress, if she wants one"],
  duressPinHint: ["Viser et tomt hus og varsler andre uten lyd.", "Viser eit tomt hus og varslar andre utan lyd.", "Shows an empty house and tells others in silence."],
  keepPin: ["Lagre PIN", "Lagre PIN", "Keep the PIN"],
  pinKept: ["PIN-en gjelder fra nå.", "PIN-en gjeld frå no.", "The PIN is good from now on."],
  pinTaken: ["PIN-en er borte.", "PIN-en er borte.", "The PIN is gone."],
  sharedHere: ["Dette er en delt enhet i huset.", "Dette er ei delt eining i huset.", "This is a shared device of the house."],
  withoutPin: ["Logg inn uten PIN", "Logg inn utan PIN", "Sign in without a PIN"],
};
