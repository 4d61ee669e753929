"""Chat models from GGUF files, through llama.cpp in this process."""
