"""A template for GitLab CI: the gate before the deploy, the whole audit on a schedule."""

from launchready.remedy.ci._plan import Plan, remarks

FILE = ".gitlab/launch-ready.yml"


def render(made: Plan) -> str:
    """The file."""
    told = "\n".join(f"# {line}" for line in remarks(made))
    return f"""\
# Written by `launchready export ci --for gitlab`: the gate stands before the deploy, the whole audit runs on a schedule.
# Save it as {FILE} and include it: `include: {{ local: {FILE} }}`. Let your deploy's job say `needs: [launch-ready-gate]`:
# what is no GO (1, 2 or 3) stops it. The environment that {made.declaration} names must hold the release that is
# about to go out. Secrets are variables of the project, masked and protected.
{told}
.launch-ready:
  image: python:3.11
  variables:
    GIT_DEPTH: "0" # secrets are looked for in the whole history
  # One at a time: two would disturb each other's accounts and limits.
  resource_group: launch-ready
  allow_failure: false
  before_script:
    - pip install --quiet 'launchready=={made.version}'
  artifacts:
    when: always
    expire_in: 30 days
    paths:
      - launchready.sarif
      - .launchready/runs/
    reports:
      junit: launchready.xml

launch-ready-gate:
  extends: .launch-ready
  stage: test
  timeout: 20 minutes
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
      when: never
    - if: $CI_COMMIT_BRANCH == "{made.branch}"
  script:
    - {_script(made, "gate")}

launch-ready-audit:
  extends: .launch-ready
  stage: test
  timeout: 60 minutes
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - {_script(made, "audit")}
"""


def _script(made: Plan, command: str) -> str:
    declaration = "'" + made.declaration.replace("'", "'\\''") + "'"
    return f"launchready {command} {declaration} --sarif launchready.sarif --junit launchready.xml"
