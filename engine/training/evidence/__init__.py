"""The training of the recursive evidence selector: `batch`, `network`, `peers`, `loss`, `export`, upon PyTorch."""
