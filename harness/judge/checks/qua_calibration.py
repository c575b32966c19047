"""QUA-10 and FLOW-13: equipment out of calibration, what it has made, and who may go on working with it."""

from lotproof.harness.judge.checks.registry import Row, judges

DOUBTED = "qms.nonconformance.calibration"


@judges("QUA-10")
def a_calibration_holds_the_lots_of_its_window(row: Row) -> None:
    """
    Judges what QMS is told of equipment that was found out of tolerance: each lot that it made since it was last found
    in tolerance has one nonconformance, by which QMS holds it, in time; no other lot has any.

    Exercised: each such lot. Passes: one that keeps who made what, and looks at its own record; one that asks MES for
    the productions of that equipment in the window that CMMS names; one that gathers them and posts them together.
    """
    row.account(DOUBTED)


@judges("FLOW-13")
def equipment_status_reaches_its_users(row: Row) -> None:
    """
    Judges that MES and QMS show within the deadline whether equipment may be worked on, as CMMS last said.

    Exercised: each change of a machine's status in each of both. Passes: one that carries each announcement over; one
    that reads CMMS every two seconds and carries the latest.
    """
    row.account("mes.equipment.status")
    row.account("qms.equipment.status")
