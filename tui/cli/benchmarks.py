"""The reports of `nacre bench search`, `kernel` and `model` for people: tables of at most 100 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tui.cli.figures import size
from tui.cli.layout import pairs, table, wrap

WIDTH = 100

Report = Mapping[str, Any]


def search_report(report: Report) -> list[str]:
    """Every engine at every number of rows, what the rows are, and the scan beside a plain read."""
    lines = _head(report)
    for data in report["data"]:
        rows = [row for row in report["rows"] if row["n"] == data["n"]]
        lines += ["", *wrap(_rows_are(report, data), WIDTH), "", *_engines(rows)]
    lines += _settings(report)
    for scan in report["scans"]:
        lines += ["", *wrap(_scan(scan), WIDTH)]
    return lines + _missing(report)


def growth_report(report: Report) -> list[str]:
    """Time and bytes at each number of rows, and their slopes."""
    head = ["engine", "rows", "recall@10", "p50 ms", "p95 ms", "bytes"]
    body = [
        [
            row["engine"],
            f"{row['n']:,}",
            f"{row['recall@10']:.3f}",
            _ms(row["p50_ms"]),
            _ms(row["p95_ms"]),
            f"{row['bytes']:,}",
        ]
        for row in report["rows"]
    ]
    slopes = [
        [row["engine"], *(f"{value:.2f}" for name, value in row.items() if name != "engine")]
        for row in report["slopes"]
    ]
    names = ["slope of the logarithm on that of the rows", "ms", "ms, last two", "bytes", "bytes, last two"]
    last = report["data"][-1]
    lines = [*_head(report), "", *wrap(_rows_are(report, last), WIDTH), "", *table(head, body)]
    return [*lines, "", *table(names, slopes), *_missing(report)]


def tree_report(report: Report) -> list[str]:
    """Groups and shares of them: what is scanned, found and won."""
    head = ["groups", "rows each", "share", "rows scanned", "recall@10", "lost", "p50 ms", "times as fast"]
    body = [
        [
            f"{row['groups']:,}",
            f"{row['rows_a_group']:,}",
            f"{row['share']:.0%}",
            f"{row['rows_scanned']:.1%}",
            f"{row['recall@10']:.3f}",
            f"{row['recall_lost']:.3f}",
            _ms(row["p50_ms"]),
            f"{row['ratio']:.2f}",
        ]
        for row in report["rows"]
    ]
    whole = report["rows"][0]
    said = "It pays." if report["pays"] else "It does not pay: nowhere 3 times as fast at .01 of recall lost."
    every = f"All rows: recall@10 {whole['whole_recall@10']:.3f}, p50 {_ms(whole['whole_p50_ms'])} ms. {said}"
    return [*table(head, body), "", *wrap(every, WIDTH)]


def kernel_report(report: Report) -> list[str]:
    """Each operation beside its peers, then beside published figures."""
    lines = pairs([("processor", report["processor"]), ("threads", _threads(report))])
    lines += ["", *_operations(report["rows"])]
    if report["published"]:
        lines += ["", *_operations(report["published"])]
    return lines + _missing(report)


def model_report(report: Report) -> list[str]:
    """Each figure of a chat model beside its peer, then what to switch on."""
    head = ["what", "ours", "peer", "unit", "ratio", "reach", "beside"]
    reached = {True: "", False: " missed", None: ""}
    body = [
        [
            row["what"],
            _ms(row["ours"]),
            _ms(row["peer"]),
            row["unit"],
            f"{row['ratio']:.2f}",
            row.get("reach", "") + reached[row.get("reached")],
            row["peer_name"],
        ]
        for row in report["rows"]
    ]
    threads = f"{report['threads']}, llama.cpp {report['llama_cpp']}"
    lines = pairs(
        [
            ("model", report["model"]),
            ("file", size(report["bytes"])),
            ("processor", report["processor"]),
            ("threads", threads),
        ]
    )
    return [*lines, "", *table(head, body), "", *(line for said in report["summary"] for line in wrap(said, WIDTH))]


def _head(report: Report) -> list[str]:
    cache = report["last_cache_bytes"]
    read = f"{report['read_gb_s']:.1f} GB/s on one thread, over {size(report['read_bytes'])}"
    return pairs(
        [
            ("processor", report["processor"]),
            ("kernel", report["level"]),
            ("last cache", size(cache) if cache else "not stated by the system"),
            ("memory read", f"{read}; after the run {report['read_gb_s_after']:.1f}"),
            ("threads", _threads(report)),
            ("rows", report["rows_are"]),
            ("queries", report["queries_are"]),
        ]
    )


def _rows_are(report: Report, data: Report) -> str:
    if not report["real"]:
        return f"{data['n']:,} made-up rows: they show speed, not what is found in real text."
    told = f"{data['n']:,} rows, {data['real_rows']:,} of them real"
    if data["noise"]:
        told += f", the rest copies with noise of {data['noise']:.4f}"
    told += f". Median cosine to the nearest row: {data['nearest_cosine_real']:.4f} among the real ones"
    return told + (f", {data['nearest_cosine']:.4f} among all." if data["noise"] else ".")


def _engines(rows: Sequence[Report]) -> list[str]:
    head = ["engine", "set to", "recall@10", "p50 ms", "p95 ms", "in 8s ms", "build s", "bytes/row"]
    body = [
        [
            row["engine"],
            f"{row['setting']:,}" if row.get("setting") else "",
            f"{row['recall@10']:.3f}",
            _ms(row["p50_ms"]),
            _ms(row["p95_ms"]),
            _ms(row["batch8_ms"]),
            f"{row['build_s']:,.1f}",
            f"{row['bytes_per_row']:,.0f}",
        ]
        for row in rows
    ]
    return table(head, body)


def _settings(report: Report) -> list[str]:
    return [
        "",
        *wrap(
            f"'set to' is how many candidates are rescored, or efSearch of a graph: the cheapest of those tried that "
            f"reaches recall@10 {report['recall_wanted']}, else the best; --json has all. 'in 8s' is a query's share "
            f"of a batch of {report['batch']}.",
            WIDTH,
        ),
    ]


def _scan(scan: Report) -> str:
    fits = {True: "they fit the last cache", False: "more than the last cache holds", None: "the last cache is unknown"}
    return (
        f"The scan of {scan['n']:,} rows reads {size(scan['bytes'])} ({fits[scan['fits_last_cache']]}) and keeps "
        f"{scan['rows_kept']:,} rows, at "
        f"{scan['gb_s']:.1f} GB/s, selection included: {scan['share_of_read']:.0%} of a plain read of the same array, "
        f"{scan['read_gb_s']:.1f} GB/s."
    )


def _operations(rows: Sequence[Report]) -> list[str]:
    head = ["what", "level", "ours", "peer", "unit", "ratio", "beside"]
    body = [
        [
            row["what"],
            row["level"],
            _ms(row["ours"]),
            _ms(row["peer"]),
            row["unit"],
            f"{row['ratio']:.2f}",
            row["peer_name"],
        ]
        for row in rows
    ]
    return table(head, body)


def _missing(report: Report) -> list[str]:
    commands: dict[str, list[str]] = {}
    for row in report["missing"]:
        commands.setdefault(row["install"], []).append(row["engine"])
    lines = [line for command, engines in commands.items() for line in wrap(f"{', '.join(engines)}: {command}", WIDTH)]
    return ["", "Not measured, because not installed:", *lines] if lines else []


def _threads(report: Report) -> str:
    return ", ".join(f"{name} {count}" for name, count in report["threads"].items())


def _ms(value: float) -> str:
    return f"{value:.3f}" if value < 10 else f"{value:,.1f}"
