"""What a question can be answered with without a language model: sums, dates, lists, counts, documents side by side."""
