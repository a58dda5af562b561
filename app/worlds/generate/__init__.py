"""Worlds from a seed: the same size and seed give the same world, byte for byte.

figures   every number with its source     country     shelters as plain facts
maps      towns and zones                  residents   who stays where tonight
dangers   whom she fears, and where        households  who is open for matching
bonds     links, networks, compromises     world       all of it as one situation
"""
