"""Built-in sentences that show whether a smaller form of a model still says what the float32 form says."""

from __future__ import annotations

PROBES: tuple[str, ...] = (
    "",
    "Yes.",
    "rain",
    "What does the contract say about the notice period?",
    "Who repaired the harbour crane, and when was it done?",
    "How many litres of paint are needed for a wall of 12.5 by 3.2 metres?",
    "why is my soup bitter",
    "The heron stood in the shallow water until the light was gone.",
    "A grey bird waited motionless at the edge of the pond as evening fell.",
    "The board approved the accounts for the year to 31 March without amendment.",
    "Please send me the minutes of Tuesday's meeting before noon, and copy in the treasurer.",
    "Revenue rose by 4.7% to 1,284.3 million, while operating costs fell to 902.6 million.",
    "| month | rainfall in mm | sunny days |\n| --- | --- | --- |\n| May | 61 | 12 |\n| June | 48 | 17 |",
    "def area(width: float, height: float) -> float:\n    return width * height  # in square metres",
    "SELECT name, COUNT(*) FROM loans WHERE returned IS NULL GROUP BY name ORDER BY 2 DESC;",
    "ValueError: could not convert string to float: '12,5' (line 41 of readings.csv)",
    "git commit -m 'Keep the old index until the new one is complete'",
    "Die Brücke wurde im Herbst gesperrt, weil zwei Lager Risse zeigten.",
    "La bibliothèque ouvre à neuf heures, sauf le lundi et les jours fériés.",
    "El informe anual se publicará en la página del ayuntamiento antes de junio.",
    "図書館は月曜日に休みます。",
    "Маяк виден за двадцать миль в ясную ночь.",
    "ACGT TTAGGG 5'-UTR p53 IL-6 β-catenin 37 °C, 2.5 µg/ml",
    "Tomorrow's forecast: showers at first, brighter later; wind south-west, force 5 to 6. 🌦️",
    "see https://example.org/archive/2019/issue-7?page=3#notes for the longer version",
    "And then?! -- nobody, absolutely NOBODY, had thought of the second key...",
    "aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa",
    "In a randomised trial with 212 adults, a half-hour walk after the evening meal lowered blood glucose over the "
    "following two hours compared with sitting; the effect was larger in participants over sixty, and no adverse "
    "events were reported. The authors caution that meals were not standardised between the two groups.",
    "Anna: did you find the old survey maps?\nBen: two of them, in the drawer below the window. The third one, with "
    "the drainage channels, is missing.\nAnna: then we can't say where the ditch ran before 1931. Could you ask the "
    "county archive whether they hold a copy? I'll write to the land registry in the meantime.",
    "Sourdough depends on two groups of organisms that live side by side: wild yeasts, which make the gas that lifts "
    "the dough, and lactic acid bacteria, which make it sour and keep other microbes out. Feeding the starter at "
    "regular intervals keeps both in balance. If it is left too long in the warm, the bacteria win, the dough turns "
    "slack and the loaf stays flat; if it is kept too cool, the yeasts are slow and the crumb is dense. Most bakers "
    "therefore refresh the starter twice on the day before baking, let the dough ripen overnight in a cool place, and "
    "judge by the look of it rather than by the clock. Flour matters as well: rye brings more enzymes and minerals "
    "than wheat, so a spoonful of it wakes a sleepy starter faster than anything else.",
    "The tenant shall keep the interior of the premises in good repair, fair wear and tear excepted, and shall permit "
    "the landlord, on giving not less than 48 hours' written notice, to enter and inspect. Where a defect is found "
    "for which the tenant is liable, the landlord may serve notice to remedy it within two months; failing that, the "
    "landlord may carry out the work, and its cost shall be a debt payable on demand. Nothing in this clause obliges "
    "the tenant to reinstate the premises after damage by an insured risk, unless the insurer's money is withheld "
    "because of the tenant's own act or default.",
)
