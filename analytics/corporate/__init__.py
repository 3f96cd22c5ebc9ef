"""The quarterly papers of the whole council: scorecard, risks, placements, budget, improvement plan, questions.

Here belongs what a measure, risk, placement, pound or priority of those papers means, each rule in words in the module
that applies it. Monthly indicators and audits do not belong here, nor how anything is drawn.
"""

from analytics.corporate import budget, placements, plan, questions, risks, scorecard
from analytics.corporate.headlines import headlines
from analytics.corporate.papers import origin

__all__ = ["budget", "headlines", "origin", "placements", "plan", "questions", "risks", "scorecard"]
