"""One view taken away as a file, for colleagues who may see all figures: a slide, a page for Word.

What is shown of a figure is worked out in `explore`, and nothing is hidden here: a file says so where it has small
numbers. What the public may see is made in `disclosure`, which nothing here has to do with, and shared links never
carry these files: no room below imports this one.
"""

from analytics.exports.slide import slide
from analytics.exports.view import INTERNAL, Export, NothingToDraw, export, has_numbers, has_small_numbers
from analytics.exports.word import page

__all__ = ["INTERNAL", "Export", "NothingToDraw", "export", "has_numbers", "has_small_numbers", "page", "slide"]
