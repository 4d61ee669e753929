"""A tiny recursive network: one small shared net, applied many times to its own latent state.

After 'Less is More: Recursive Reasoning with Tiny Networks' (A. Jolicoeur-Martineau, 2025, arXiv 2510.04871): from the
bottom up `shape`, `layers`, `network`, `loss`, `optimiser`, `average`, `trainer`. Everything here needs PyTorch.
"""
