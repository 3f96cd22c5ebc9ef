"""Who is there: sign-in by OpenID Connect, its settings, the roles that people have, and the gate in front of the app.

What a role may do with the store is not decided here: the store checks that, through `analytics.access`. Nor does it
know of packs; links to them pass the gate without a sign-in. Of `sharing` it uses the log of who did what and the pages
outside the app. Only `app.py`, the pages and the command line import this room.
"""
