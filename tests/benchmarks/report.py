"""What was found, beside the goals."""

from tests.drills.site import say, table


class Report:
    def __init__(self):
        self.missed = []

    def section(self, name, title, columns):
        """A table that is printed once it is whole."""
        return Table(self, name, title, columns)

    def end(self):
        """Say which goals were missed; how many."""
        say("")
        if self.missed:
            say(f"{len(self.missed)} goals missed:")
            for text in self.missed:
                say(f"  {text}")
        else:
            say("Every goal is reached.")
        return len(self.missed)


class Table:
    def __init__(self, report, name, title, columns):
        self.report, self.name, self.title = report, name, title
        self.rows = [["", *columns, "goal", ""]]

    def add(self, what, *cells, goal="", value=None, at_most=None, at_least=None):
        """A row; with `goal` in words, `value` has to keep to the limit."""
        reached = None
        if at_most is not None:
            reached = value <= at_most
        elif at_least is not None:
            reached = value >= at_least
        self.rows.append([what, *cells, goal, {None: "", True: "yes", False: "NO"}[reached]])
        if reached is False:
            found = ", ".join(str(cell) for cell in cells if cell != "")
            self.report.missed.append(f"{self.name}: {what}: {found} (goal {goal})")

    def show(self):
        say(f"\n{self.title}\n")
        table(self.rows)
