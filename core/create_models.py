"""A migration operation that makes many tables at once; the initial migrations use it."""

from typing import Any

from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Several `CreateModel` as one operation.

    Django renders every related model anew after each operation: for some 140 tables those were 9,000 models, three
    quarters of the time of `migrate` on an empty database. Here it is done once for the whole list.
    """

    category = OperationCategory.ADDITION

    def __init__(self, operations: list[CreateModel]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models to the state; what was rendered of it is thrown away once instead of amended each time."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, *place: Any) -> None:
        """Make the tables, in the order of the list."""
        for operation in self.operations:
            operation.database_forwards(*place)

    def database_backwards(self, *place: Any) -> None:
        """Drop the tables, the last one first."""
        for operation in reversed(self.operations):
            operation.database_backwards(*place)

    def describe(self) -> str:
        """What it does, in one line."""
        return f"Create {len(self.operations)} models"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How it is written into a migration."""
        return (self.__class__.__qualname__, [self.operations], {})
