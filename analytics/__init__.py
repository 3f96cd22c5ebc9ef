"""Line of Sight's analytics: from a council's extract files to figures a person can act on.

A figure travels one way: extracts, store, indicators / audits / screening, charts, and only then the pages. What is
split by team or category is kept as it came; `rollup` makes of it the figures of the whole and its localities that
pages read.
Nothing here imports Streamlit, so everything can be run and tested from the command line.
"""
