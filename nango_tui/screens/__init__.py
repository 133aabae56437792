"""The screens. They know the model and the ports, never the client, the keyring or the embedded Nango."""
