"""Sudoku of three sizes, made here: a proof that the recursive network learns to reason in steps."""
