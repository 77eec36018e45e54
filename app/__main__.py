"""``python -m app`` does what ``lightbox`` does."""

from __future__ import annotations

import sys

from app.cli.entry import main

if __name__ == "__main__":
    sys.exit(main())
