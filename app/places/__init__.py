"""The gazetteer, from which danger places are picked, and the zones that stand for shelters."""
