"""What F1 says about API keys and the keyring."""

from __future__ import annotations

API_KEY = """\
The API key (secret key) belongs to one Nango environment. Find it in the dashboard: choose the environment, then \
Environment settings, API keys. Make one for yourself with the scopes that README names, rather than using the one \
of your application.

The key is checked with calls that store nothing. Nango then tells what the environment is called.

The key is kept in this computer's keyring, never in a file. Ctrl+S uses it until you quit, without keeping it."""

KEYRING = """\
The API key of an environment is kept in this computer's keyring: GNOME Keyring, KWallet, the macOS Keychain or the \
Windows Credential Locker. Some keyrings must be unlocked first, in a window of their own.

Where that does not work, paste the key here: it is then used until you quit, and kept nowhere. To do without \
pasting, set the variable NANGO_SECRET_KEY_<ENVIRONMENT> before you start nango-tui."""
