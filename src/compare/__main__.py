"""`python -m compare` is `plan-compare`."""

from compare.cli import run_program

if __name__ == "__main__":
    run_program()
