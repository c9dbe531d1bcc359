"""The run as JSON for programs, in a format that keeps its promises: `launchready-json-v1` (docs/json-v1.md)."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from launchready.events import AccessLedger, Cell, Judged, NameFact, Waived
from launchready.report.todo import Todo
from launchready.report.view import NotTested, Stage, View
from launchready.verdict import Fail, Impact, Pass, Remedy, Unknown, Verdict

FORMAT = "launchready-json-v1"

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


def render(view: View) -> str:
    """The whole run as JSON, in ASCII: hostile characters are escaped, and nothing is lost."""
    return json.dumps(document(view), indent=2, ensure_ascii=True) + "\n"


def document(view: View) -> dict[str, Json]:
    """The whole run as plain values."""
    run = view.run
    return {
        "format": FORMAT,
        "run": {
            "name": run.run,
            "product": run.product,
            "domain": run.domain,
            "version": run.version,
            "declaration": run.declaration,
            "started_at": run.at,
            "finished_at": view.finished.at if view.finished else None,
            "resumed_at": [one.at for one in view.resumed],
            "seconds": view.seconds,
            "requests": view.requests,
            "left_behind": list(view.left_behind),
            "only": list(run.only),
            "cut": (view.finished.cut or None) if view.finished else None,
        },
        "decision": {
            "word": view.decision.word,
            "headline": view.headline,
            "because": list(view.decision.because),
            "bar": [
                {"id": item.id, "bar": item.bar, "state": item.state, "because": item.because} for item in view.bar
            ],
            "ranked": [one.fingerprint for one in view.findings],
        },
        "top": [_todo(one) for one in view.top],
        "stages": [_stage(one) for one in view.stages],
        "results": [_judged(one, state) for stage in view.stages for one, state in stage.results],
        "not_tested": [_not_tested(one) for one in view.not_tested],
        "map": {
            "surfaces": [
                {
                    "name": one.name,
                    "kind": one.kind,
                    "address": one.address,
                    "owner": one.owner,
                    "environment": one.environment,
                    "line": one.line,
                }
                for one in run.surfaces
            ],
            "names": [_name(one) for one in view.names],
            "edge": list(run.edge),
            "origin": list(run.origin),
        },
        "ledger": [_ledger(one) for one in view.ledgers],
    }


def _ledger(ledger: AccessLedger) -> Json:
    return {
        "surface": ledger.surface,
        "source": ledger.source,
        "principals": list(ledger.principals),
        "undocumented": ledger.undocumented,
        "operations": [
            {"operation": row.operation, "secured": row.secured, "cells": [_cell(cell) for cell in row.cells]}
            for row in ledger.rows
        ],
    }


def _name(one: NameFact) -> Json:
    return {
        "name": one.name,
        "declared": one.declared,
        "source": one.source,
        "leads_to": list(one.leads_to),
        "answers": one.answers,
        "title": one.title or None,
        "release": one.release or None,
        "told_by": one.told or None,
        "owner": one.owner,
        "environment": one.environment or None,
    }


def _cell(cell: Cell) -> Json:
    return {
        "principal": cell.who,
        "tried": cell.tried,
        "outcomes": {outcome.replace(" ", "_"): number for outcome, number in cell.outcomes},
        "effects": list(cell.effects),
        "checks": list(cell.checks),
        "not_tried": cell.not_tried or None,
    }


def _todo(todo: Todo) -> Json:
    return {
        "what": todo.what,
        "impact": _impact(todo.impact),
        "costs": todo.costs,
        "mend": todo.mend,
        "effort": todo.effort or None,
        "command": todo.command or None,
        "at": list(todo.at),
        "owner": todo.owner,
        "fingerprint": todo.fingerprint,
        "known": todo.known,
    }


def _stage(stage: Stage) -> Json:
    return {
        "number": stage.number,
        "name": stage.name,
        "counts": {state.replace(" ", "_"): number for state, number in stage.counts},
    }


def _judged(judged: Judged, state: str) -> Json:
    return {
        "check": judged.check,
        "target": judged.target,
        "stage": judged.stage,
        "state": state.replace(" ", "_"),
        "title": judged.title,
        "risk": judged.risk,
        "impact": _impact(judged.impact),
        "rows": list(judged.rows),
        "refs": list(judged.refs),
        "touch": judged.touch.name.lower(),
        "owner": judged.owner,
        "line": judged.line,
        "verdict": _verdict(judged.verdict),
        "remedy": _remedy(judged.remedy) if judged.remedy else None,
        "waived": _waived(judged.waived) if judged.waived else None,
        "fingerprint": judged.fingerprint,
        "lapsed": _waived(judged.lapsed) if judged.lapsed else None,
    }


def _verdict(verdict: Verdict) -> Json:
    said: dict[str, Json] = {"kind": type(verdict).__name__, "because": verdict.because}
    match verdict:
        case Pass():
            return {**said, "control": verdict.control}
        case Fail():
            return {
                **said,
                "evidence": [{"what": one.what, "shown": one.shown} for one in verdict.evidence],
                "reproduce": list(verdict.reproduce),
                "places": list(verdict.places),
            }
        case Unknown():
            return {**said, "ours": verdict.ours}
        case _:
            return said


def _remedy(remedy: Remedy) -> Json:
    return {"do": remedy.do, "effort": remedy.effort.value, "paste": remedy.paste}


def _waived(waived: Waived) -> Json:
    return {"reason": waived.reason, "owner": waived.owner, "until": waived.until}


def _not_tested(one: NotTested) -> Json:
    return {
        "check": one.check,
        "target": one.target,
        "stage": one.stage,
        "state": one.state.replace(" ", "_"),
        "because": one.because,
        "ours": one.ours,
    }


def _impact(impact: Impact) -> str:
    return impact.name.lower()
