"""Under dep-no-renewal: the record of an audit ten days ago, which saw the certificate that is shown today."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from bazaar.town.certificates import Pair

AGO = timedelta(days=10)


def write(folder: Path, host: str, pair: Pair) -> None:
    """Puts the record of the earlier audit beside the declaration, as that audit would have left it."""
    shown = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    then = datetime.now(UTC) - AGO
    seen = {
        "host": host,
        "at": int(then.timestamp()),
        "leaf": {
            "serial": f"{shown.serial_number:x}",
            "starts": int(shown.not_valid_before_utc.timestamp()),
            "ends": int(shown.not_valid_after_utc.timestamp()),
        },
    }
    question = f"launchready.observe.net.tls.Certificates(host={host!r}, number=443)"
    line = {"question": question, "answer": json.dumps([seen]), "event": "Answered"}
    run = folder / ".launchready" / "runs" / f"{then:%Y-%m-%dT%H-%M-%S}-0000"
    run.mkdir(parents=True)
    (run / "events.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
