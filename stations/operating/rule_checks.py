"""Files of rules: which hold, and which are left out and why."""

from __future__ import annotations

from stations.operating.model import About, Condition, Urgency
from stations.remarks import Remark
from stations.stars.scheme import basics, scheme_file
from stations.subsidies import rule_file
from stations.tables.rule_files import rule_folder
from stations.tables.rule_files.rule_folder import RuleTrouble


def troubles() -> list[RuleTrouble]:
    """What is wrong with any file of rules; looking is also what writes it into the log."""
    return [
        trouble
        for read in (scheme_file.read(), rule_file.read(), basics.read())
        for trouble in read.troubles
    ]


def rules() -> Condition:
    """Whether all files of rules hold."""
    found = troubles()
    own = sum(
        one.own
        for held in (scheme_file.read().held, rule_file.read().held, basics.read().held)
        for one in held
    )
    figures = {"rule_files_left_out": len(found)}
    said = Remark("rules_own", number=own, folder=rule_folder.place())
    level = Urgency.FINE
    if not own:
        said = Remark("rules_shipped", folder=rule_folder.place())
    if found:
        level = Urgency.BAD
        said = Remark(
            "rules_left_out",
            folder=found[0].path.parent,
            problems=[one.problem for one in found],
        )
    return Condition(about=About.RULES, level=level, said=said, figures=figures)
