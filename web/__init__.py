"""Every way out: web application, command line, exports, mail."""

from typing import Any


def __getattr__(name: str) -> Any:
    """Load `create_app` when it is asked for, so that the command line starts without Flask."""
    if name == "create_app":
        from web.app import create_app

        return create_app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
