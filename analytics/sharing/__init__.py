"""Who may see: the settings of sign-in, who is signed in and in which role, and the gate in front of the app.

Nothing here reads a figure. What a role may do with the store is checked in the store, through `analytics.access`;
what may leave in a pack is decided in `disclosure`.
"""
