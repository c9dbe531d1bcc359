"""What a file of a repository is for, told by its name."""

import re
from pathlib import PurePosixPath

DOCUMENTS = frozenset(
    {".md", ".mdx", ".rst", ".adoc", ".ipynb", ".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"}
)
DOCUMENT_FOLDER = re.compile(r"^(docs?|documentation|wiki|website)/", re.IGNORECASE)
CI = re.compile(
    r"^(\.github/(workflows|actions)/|\.gitlab/ci/|\.circleci/|\.buildkite/|\.azure-pipelines/|\.azuredevops/|\.woodpecker/|"
    r"\.semaphore/|\.teamcity/|\.tekton/|\.forgejo/|\.gitea/|\.ci/)"
    r"|(^|/)(\.gitlab-ci[^/]*\.ya?ml|Jenkinsfile[^/]*|[^/]+\.Jenkinsfile|\.?azure-pipelines[^/]*\.ya?ml|bitbucket-pipelines[^/]*\.ya?ml|"
    r"\.travis\.ya?ml|\.drone\.(ya?ml|star|jsonnet)|\.?appveyor\.ya?ml|cloudbuild[^/]*\.(ya?ml|json)|buildspec[^/]*\.ya?ml|"
    r"codemagic\.yaml|\.woodpecker\.ya?ml|\.cirrus\.(ya?ml|star)|wercker\.ya?ml|bitrise\.ya?ml|\.gitlab-ci\.d/.+)$",
    re.IGNORECASE,
)


def is_document(name: str) -> bool:
    """Whether a file is written to be read by people, which is where examples with real keys end up."""
    return PurePosixPath(name).suffix.lower() in DOCUMENTS or DOCUMENT_FOLDER.match(name) is not None


def is_ci(name: str) -> bool:
    """Whether a file says what a build service does: GitHub, GitLab, CircleCI, Jenkins, Azure, Bitbucket and the like."""
    return CI.search(name) is not None
