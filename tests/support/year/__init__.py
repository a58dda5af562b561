"""A year of calls, replayed for several ways to answer them; for ``./dev bench year``.

figures     every number with its source                draws       chance: who calls, what she says, houses that become known
dates       the calendar; households and houses moved   country     what stands on a night: stays, who waits, the picture
pictures    pictures one after the other                policies    who decides what: havn's own options and night plan,
replay      the loop over nights and minutes                        and the telephone as it is today
hindsight   what could be reached if all were known     measures    what is counted, and the two equal groups

One picture feeds everybody: ``matching.options`` and ``matching.solve.Night`` decide, nothing here
repeats a rule or a cost. Every household's answers are drawn from a seed of her own, so that no
policy's path changes what another one meets.
"""
