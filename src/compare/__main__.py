"""`python -m compare` is `plan-compare`."""

from compare.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
