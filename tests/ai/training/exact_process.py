"""``python -m ai`` in float32, as one of several processes: for `test_ranks`."""

import sys

from ai.cli import main
from ai.training import batch_gradients, cached_features


def _never(device: object) -> bool:
    return False


if __name__ == "__main__":
    batch_gradients.has_fast_bf16 = cached_features.has_fast_bf16 = _never
    sys.exit(main(sys.argv[1:]))
