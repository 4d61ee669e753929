"""The names of units that are understood, in English, German, French and Spanish, with what pint calls them.

A list of names keeps 'cats' from being centi-atmospheres, as a parser of prefixes reads it. Each line: pint's name, the
symbol to show, then the names; those with capital letters are looked up as they are, and in lower case where no other
unit has that. Volumes and the ton are those of the United States unless the name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LINES = """
nanometer; nm; nm, nanometre(s), nanometer(s)
micrometer; µm; µm, um, micrometre(s), micrometer(s), micron(s)
millimeter; mm; mm, millimetre(s), millimeter(s), millimètre(s), milímetro(s)
centimeter; cm; cm, centimetre(s), centimeter(s), zentimeter, centimètre(s), centímetro(s), cms
decimeter; dm; dm, decimetre(s), decimeter(s), dezimeter
meter; m; m, metre(s), meter(s), mètre(s), metro(s)
kilometer; km; km, kms, kilometre(s), kilometer(s), kilomètre(s), kilómetro(s), kilometro(s)
inch; in; in, inch, inches, zoll, pouce(s), pulgada(s), "
foot; ft; ft, foot, feet, fuß, pied(s), pies, '
yard; yd; yd, yds, yard(s), yarda(s)
mile; mi; mi, mile(s), meile(n), milla(s), milles
nautical_mile; nmi; nmi, nautical mile(s), seemeile(n)
light_year; ly; ly, light year(s), lightyear(s), light-year(s), lichtjahr(e), année(s)-lumière
astronomical_unit; au; au, astronomical unit(s)
parsec; pc; parsec(s)
milligram; mg; mg, milligram(s), milligramm
gram; g; g, gram(s), gramme(s), gramm, gramo(s), gr
kilogram; kg; kg, kgs, kilo(s), kilogram(s), kilogramm, kilogramme(s), kilogramo(s)
metric_ton; t; t, tonne(s), metric ton(s), tonelada(s)
ounce; oz; oz, ounce(s), unze(n), once(s), onza(s)
pound; lb; lb, lbs, pound(s), libra(s)
stone; st; st, stone(s)
ton; US tons; ton(s), short ton(s)
carat; ct; carat(s)
milliliter; ml; ml, mL, millilitre(s), milliliter(s)
centiliter; cl; cl, cL, centilitre(s), centiliter(s)
deciliter; dl; dl, dL, decilitre(s), deciliter(s)
liter; l; l, L, litre(s), liter(s), litro(s)
teaspoon; tsp; tsp, teaspoon(s)
tablespoon; tbsp; tbsp, tablespoon(s)
cup; cups; cup(s)
fluid_ounce; fl oz; fl oz, floz, fluid ounce(s)
pint; US pints; pint(s), us pint(s)
quart; US quarts; quart(s)
gallon; US gallons; gal, gallon(s), us gallon(s)
imperial_pint; UK pints; imperial pint(s), uk pint(s)
imperial_gallon; UK gallons; imperial gallon(s), uk gallon(s)
barrel; barrels; barrel(s)
meter**2; m²; m2, m²
centimeter**2; cm²; cm2, cm²
kilometer**2; km²; km2, km²
foot**2; ft²; ft², sqft, sq ft
meter**3; m³; m3, m³
centimeter**3; cm³; cm3, cm³, cc
hectare; ha; ha, hectare(s), hektar, hectárea(s)
international_acre; acres; acre(s)
millisecond; ms; ms, millisecond(s)
second; s; s, sec, secs, second(s), sekunde(n), seconde(s), segundo(s)
minute; min; min, mins, minute(s), minuten, minuto(s)
hour; h; h, hr, hrs, hour(s), stunde(n), heure(s), hora(s)
day; days; day(s), tag(e), tagen, jour(s), día(s)
week; weeks; week(s), woche(n), semaine(s), semana(s)
month; months; month(s), monat(e), monaten, mois, mes, meses
year; years; yr, yrs, year(s), jahr(e), jahren, année(s), an(s), año(s)
decade; decades; decade(s)
century; centuries; century, centuries
degC; °C; °C, C, celsius, degree(s) celsius, grad celsius, degré(s) celsius, grado(s) celsius, degC, degree(s) c, deg c
degF; °F; °F, F, fahrenheit, degree(s) fahrenheit, grad fahrenheit, grado(s) fahrenheit, degF, degree(s) f, deg f
kelvin; K; K, kelvin(s)
meter/second; m/s; mps
kilometer/hour; km/h; kph, kmh, kmph
mile/hour; mph; mph
mile/gallon; mpg; mpg
knot; kn; kn, knot(s), knoten
bit; bit; bit(s)
kilobit; kbit; kbit(s), kb/s, kilobit(s)
megabit; Mbit; Mbit, Mb, megabit(s)
gigabit; Gbit; Gbit, Gb, gigabit(s)
megabit/second; Mbit/s; Mbps
gigabit/second; Gbit/s; Gbps
byte; bytes; B, byte(s), octet(s)
kilobyte; kB; kB, KB, kilobyte(s)
megabyte; MB; MB, megabyte(s)
gigabyte; GB; GB, gigabyte(s)
terabyte; TB; TB, terabyte(s)
petabyte; PB; PB, petabyte(s)
kibibyte; KiB; KiB, kibibyte(s)
mebibyte; MiB; MiB, mebibyte(s)
gibibyte; GiB; GiB, gibibyte(s)
tebibyte; TiB; TiB, tebibyte(s)
hertz; Hz; Hz, hertz
kilohertz; kHz; kHz, kilohertz
megahertz; MHz; MHz, megahertz
gigahertz; GHz; GHz, gigahertz
joule; J; J, joule(s)
kilojoule; kJ; kJ, kilojoule(s)
megajoule; MJ; MJ, megajoule(s)
calorie; cal; cal, calorie(s), kalorie(n)
kilocalorie; kcal; kcal, kilocalorie(s)
watt_hour; Wh; Wh, watt hour(s), watt-hour(s)
kilowatt_hour; kWh; kWh, kilowatt hour(s), kilowatt-hour(s), kilowattstunde(n)
electron_volt; eV; eV, electron volt(s), electronvolt(s)
milliwatt; mW; mW, milliwatt(s)
watt; W; W, watt(s)
kilowatt; kW; kW, kilowatt(s)
megawatt; MW; MW, megawatt(s)
metric_horsepower; PS; PS, metric horsepower
horsepower; hp; hp, horsepower
newton; N; N, newton(s)
pascal; Pa; Pa, pascal(s)
hectopascal; hPa; hPa, hectopascal(s)
kilopascal; kPa; kPa, kilopascal(s)
megapascal; MPa; MPa, megapascal(s)
bar; bar; bar(s)
millibar; mbar; mbar, millibar(s)
psi; psi; psi
atmosphere; atm; atm, atmosphere(s)
mmHg; mmHg; mmHg, torr
volt; V; V, volt(s)
millivolt; mV; mV, millivolt(s)
ampere; A; A, amp(s), ampere(s)
milliampere; mA; mA, milliamp(s), milliampere(s)
ohm; Ω; Ω, ohm(s)
degree; °; °, deg, degree(s), grad, degré(s), grado(s)
radian; rad; rad, radian(s)
"""


def _names(line: str) -> list[str]:
    """'mile(s)' is two names; so is 'degree(s) celsius'."""
    found = []
    for name in (each.strip() for each in line.split(",")):
        before, mark, rest = name.partition("(")
        ending, _, after = rest.partition(")")
        found += [before + after, before + ending + after] if mark else [name]
    return found


def _table() -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    folded: dict[str, str] = {}
    symbols: dict[str, str] = {}
    for line in LINES.strip().splitlines():
        pint_name, symbol, listed = (part.strip() for part in line.split(";"))
        symbols[pint_name] = symbol
        for name in _names(listed):
            names.setdefault(name, pint_name)
            folded.setdefault(name.casefold(), pint_name)
    return {**folded, **names}, symbols


_NAMED, _SYMBOLS = _table()
NAMES: Mapping[str, str] = MappingProxyType(_NAMED)
"""pint's name by each name that is understood."""

SYMBOLS: Mapping[str, str] = MappingProxyType(_SYMBOLS)
"""What is shown, by pint's name."""


def look_up(name: str) -> str | None:
    """pint's name of a single unit, None where it is not known. 'Mb' and 'MB' differ, 'Km' and 'km' do not."""
    name = " ".join(name.split())
    return NAMES.get(name) or NAMES.get(name.casefold())
