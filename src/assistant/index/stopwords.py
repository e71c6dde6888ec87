"""Words that do not tell entries apart: function words, and what people say to a tool of this kind."""

from __future__ import annotations

STOPWORDS = frozenset(
    "whats whos hows wheres whens theres thats cant cannot dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt im ive id lets "
    "a about above many much after again all also am an and any are as at be because been before being between both but by can could did do "
    "does doing each few for from further had has have having he her here hers him his how i if in into is it its just me more "
    "most my no nor not of off on once only or other our out over own paper papers please same say says she should show so some "
    "such tell than that the their them then there these they thing things this those through to too under until up us very was we "
    "were what when where which while who whom why will with work works would you your notes note entry entries mention mentions "
    "mentioned does according know find found give list".split()
)
