"""Places of the map: the gazetteer from which danger places are picked, and the zones of shelters."""
