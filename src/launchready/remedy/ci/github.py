"""A workflow of GitHub Actions: the gate at each push, the whole audit each night."""

from launchready.remedy.ci._plan import Plan, remarks

FILE = ".github/workflows/launch-ready.yml"


def render(made: Plan) -> str:
    """The file."""
    told = "\n".join(f"# {line}" for line in remarks(made))
    return f"""\
# Written by `launchready export ci --for github`: the gate stands before the deploy, the whole audit runs each night.
# Save it as {FILE}. Make your deploy a job with `needs: gate`: what is no GO (1, 2 or 3) stops it.
# It runs where secrets are, never for a fork's pull request. The environment that {made.declaration} names must hold
# the release that is about to go out.
{told}
name: launch ready

on:
  push:
    branches: [{_quoted(made.branch)}]
  schedule:
    - cron: "17 3 * * *"
  workflow_dispatch:

permissions:
  contents: read

# One at a time: two would disturb each other's accounts and limits.
concurrency:
  group: launch-ready
  cancel-in-progress: false

jobs:
  gate:
    if: github.event_name != 'schedule'
{_job(made, "gate", 20)}
  audit:
    if: github.event_name == 'schedule'
{_job(made, "audit", 60)}"""


def _job(made: Plan, command: str, minutes: int) -> str:
    variables = "".join(f"          {name}: ${{{{ secrets.{name} }}}}\n" for name in made.variables)
    env = f"        env:\n{variables}" if variables else ""
    return f"""\
    runs-on: ubuntu-latest
    timeout-minutes: {minutes}
    permissions:
      contents: read
      security-events: write
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0 # secrets are looked for in the whole history
          persist-credentials: false
      - uses: actions/setup-python@v6
        with:
          python-version: "3.11"
      - run: pip install --quiet 'launchready=={made.version}'
      - name: launchready {command}
        run: >-
          launchready {command} {_shell(made.declaration)} --github
          --sarif launchready.sarif --junit launchready.xml
{env}      - name: findings for code scanning
        if: always() && hashFiles('launchready.sarif') != ''
        uses: github/codeql-action/upload-sarif@v4
        with:
          sarif_file: launchready.sarif
          category: launchready-{command}
"""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _shell(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
