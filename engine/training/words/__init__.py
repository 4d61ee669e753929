"""`nacre train words`: teaches the encoder which words treat the same, on pairs of texts with planted gaps."""
