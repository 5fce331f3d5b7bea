"""The regions of the U.S. Census Bureau ("Census Regions and Divisions of the United States"), by postal code."""

from enum import StrEnum


class Region(StrEnum):
    NORTHEAST = "Northeast"
    MIDWEST = "Midwest"
    SOUTH = "South"
    WEST = "West"
    OUTLYING = "Outlying"  # territories and the Bureau of Indian Education: in none of the four


REGIONS = {
    code: region
    for region, codes in {
        Region.NORTHEAST: "CT ME MA NH RI VT NJ NY PA",
        Region.MIDWEST: "IL IN MI OH WI IA KS MN MO NE ND SD",
        Region.SOUTH: "DE DC FL GA MD NC SC VA WV AL KY MS TN AR LA OK TX",
        Region.WEST: "AZ CO ID MT NV NM UT WY AK CA HI OR WA",
    }.items()
    for code in codes.split()
}


def region_of(state: str) -> Region:
    """The region of a postal code, such as "VA"."""
    return REGIONS.get(state, Region.OUTLYING)
