"""What stays on this machine: the environment file, and API keys in the operating system's keyring."""
