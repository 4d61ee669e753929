"""The recursive evidence selector: passages are weighed as a set, by a tiny network that thinks in steps.

From the bottom up: `candidates` (what it is shown), `weights` (its file), `blocks` and `network` (how it thinks, in
numpy).
"""
