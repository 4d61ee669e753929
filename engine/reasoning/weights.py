"""The numbers of the two logistic models and the thresholds; see `nacre eval answers` for how they do.

Placeholder until fitted.
"""

SENTENCE_BIAS = -4.0
SENTENCE = (2.0, 3.0, 2.0, 0.5, 0.5, 0.3, 0.6, 0.2, 0.3, 0.5, 0.0, 0.3, -1.0, -0.5, 0.3)
SUPPORT_BIAS = -2.0
SUPPORT = (0.3, 1.0, 1.0, 1.0, 1.5, -0.8, -0.8, -0.5, 0.2, 0.3, 0.3, 0.0, 0.0)
WORTH = 0.006
THRESHOLD = 0.45
THRESHOLD_WITHOUT_MEANING = 0.45
