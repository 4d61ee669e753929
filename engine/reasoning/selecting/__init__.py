"""The recursive evidence selector: passages are weighed as a set, by a tiny network that thinks in steps.

From the bottom up: `candidates` (what it is shown), `features`, `reading` and `chained` (what is measured of each),
`gathering` (a search, or the loop's rounds, as candidates), `weights` (its file), `strips`, `blocks` and `network` (how
it thinks, in numpy), `choosing` (which selector a library has, and the order that it makes).
"""
