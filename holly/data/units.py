"""Units of length, as the names of columns say them: `x_nm`, `x [nm]`, `x (nm)`."""

import re

NM = {  # nm per unit
    **{"nm": 1.0, "nanometer": 1.0, "nanometre": 1.0},
    **{"um": 1e3, "µm": 1e3, "μm": 1e3, "micron": 1e3, "micrometer": 1e3, "micrometre": 1e3},
    **{"m": 1e9, "mm": 1e6, "pm": 1e-3, "a": 0.1, "å": 0.1, "angstrom": 0.1},
}
NAMED = re.compile(r"(.+?)(?:_([^\W_]+)|\s*\[([^]]*)\]|\s*\(([^)]*)\))")

LONGEST = 200  # characters of a name with a unit


def split_unit(column: str) -> tuple[str, str | None]:
    """The name of a column and the unit behind it, both in lower case; None if there is no unit."""
    plain = column.strip().lower()
    found = NAMED.fullmatch(plain) if len(plain) <= LONGEST else None  # slow if much longer
    if found is None:
        return plain, None
    name, *units = found.groups()
    return name.strip(), next(unit.strip() for unit in units if unit is not None)
