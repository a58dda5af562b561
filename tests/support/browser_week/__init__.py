"""A week of ROSA by clicks alone: who is at which page, and what each does there.

hands      what somebody does with a page, counted      stays      one stay: a move, who is told, not arrived
at_work    a person in a browser of her own, in time    at_house   a house's own page
nine       what she says, answered on the page          beside     the police at theirs
desk       a referral: options, a hold, her yes         week       all of them, the clock, what is read to compare
apart      a referral for which no place is looked for
"""
