"""Plans: what the files say, checked once at the door.

Four rooms, each of which knows only those before it: text (what was written, and where), model (what a scenario is),
derived (what a checked plan implies), checks (what is wrong with one, or worth a note). On top of them stand files (the
files of one scenario), scenario (what `load` makes of them), load (the door), and what uses it: gallery, budget and
json_schema.
"""
