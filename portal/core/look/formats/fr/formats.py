"""How French dates are written and read; Django's own serve for what is not said here. ISO is read everywhere."""

DATETIME_FORMAT = r"j F Y à G \h i"

DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"]
DATETIME_INPUT_FORMATS = [
    *(
        f"{date} {time}"
        for date in ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y à")
        for time in TIME_INPUT_FORMATS
    ),
    *DATE_INPUT_FORMATS,
]
