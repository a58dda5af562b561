"""A week of ROSA by clicks alone: who is at which page, and what each does there.

hands      what somebody does with a page, counted      desk       a referral: options, a hold, her yes
at_work    a person in a browser of her own, in time    at_house   a house's own page
nine       what she says, answered on the page          week       all of them, the clock, what is read to compare
"""
