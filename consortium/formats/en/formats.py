"""How the admin writes days and times where a screen says nothing else: "Nov 21, 2026, 22:45"."""

DATE_FORMAT = "M j, Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "M j, Y, H:i"
