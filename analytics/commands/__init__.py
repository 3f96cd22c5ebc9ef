"""The command line, one module for each group of commands. Each asks the same functions that the pages ask.

A command reads its arguments, calls analytics and prints; it computes nothing. Only `__main__` imports this room.
"""
