"""Worlds from a seed: the same size and seed give the same world, byte for byte.

chance         draws, and shares dealt out exactly     figures    every number with its source
maps invented  towns and zones (spot: one town)        world      all of it as one situation
country        shelters as plain facts, any night      about      what a file tells of itself
  names rooms security policies                        night      the moment it stands at
residents      who stays where; roofs: whose unit      bonds      links, networks, compromises
households     who is open for matching
  drafts people threats dangers circumstances
"""
