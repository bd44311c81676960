"""Write the extracts in site/linli/localities/data from an unpacked china-division.

    python scripts/extract_localities.py path/to/china-division/dist

The same source gives the same files, byte for byte.
"""

import csv
import json
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "site" / "linli" / "localities" / "data"
TIERS = ["provinces", "cities", "areas", "streets", "villages"]
KINDS = {2: "province", 4: "city", 6: "county", 9: "township"}
PLACES = {
    "shantou": {
        "440507012": "新海街道",
        "440515003": "澄华街道",
        "440515105": "东里镇",
        "440515107": "莲华镇",
    },
    "haikou": {"460106006": "金宇街道", "460106102": "新坡镇", "460107004": "凤翔街道"},
    "kaiping": {"440783002": "长沙街道", "440783107": "马冈镇", "440783108": "塘口镇"},
    "shanwei": {"441502002": "香洲街道", "441502100": "红草镇", "441502103": "捷胜镇"},
    "eshan": {"530426001": "双江街道", "530426002": "小街街道", "530426201": "岔河乡"},
}


def read_names(dist):
    """Every official code of the source, as short as the source writes it, with its name."""
    return {
        place["code"]: place["name"]
        for tier in TIERS
        for place in json.loads((dist / f"{tier}.json").read_text(encoding="utf-8"))
    }


def kind(code):
    """What a code stands for; below the township its last three digits tell."""
    if len(code) < 12:
        return KINDS[len(code)]
    return "community" if code[9:] < "200" else "village"


def parent(code):
    """The official code one tier up, or nothing for a province."""
    return {4: code[:2], 6: code[:4], 9: code[:6], 12: code[:9]}.get(len(code), "")


def chosen(names, townships):
    """The townships' own codes, those above them and those below, parents first."""
    above = {code[:length] for code in townships for length in KINDS}
    below = {code for code in names if len(code) == 12 and code[:9] in townships}
    return sorted(above | below, key=lambda code: (len(code), code))


def rows(names, townships):
    for code, name in townships.items():
        if names.get(code) != name:
            raise SystemExit(f"{code} should be {name}; the source says {names.get(code)}")
    for code in chosen(names, townships):
        above = parent(code)
        yield code.ljust(12, "0"), names[code], kind(code), above and above.ljust(12, "0")


def main(dist):
    names = read_names(dist)
    for place, townships in PLACES.items():
        with (DATA / f"{place}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["code", "name", "kind", "parent"])
            writer.writerows(rows(names, townships))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
