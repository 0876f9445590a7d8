"""The figures as a picture, where matplotlib is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def draw(results: dict[str, Any], path: Path) -> str:
    """Filings a second by sessions, a panel for each skin and latency; tells what it did."""
    try:
        import matplotlib as mpl
    except ImportError:
        return "no plot: matplotlib is not installed"
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    measured = [o for o in results["outcomes"] if not o["failed"]]
    panels = list(dict.fromkeys((o["skin"], o["latency"]) for o in measured))
    if not panels:
        return "no plot: nothing was measured"
    figure, axes = plt.subplots(1, len(panels), figsize=(6 * len(panels), 4.5), squeeze=False)
    for axis, (skin, latency) in zip(axes[0], panels, strict=True):
        here = [o for o in measured if (o["skin"], o["latency"]) == (skin, latency)]
        for title in dict.fromkeys(o["title"] for o in here):
            own = [o for o in here if o["title"] == title]
            heights = [o["per_second"] for o in own]
            axis.plot([o["sessions"] for o in own], heights, marker="o", label=title)
        axis.set(title=f"{skin} skin, {latency} ms", xlabel="sessions", ylabel="filings a second")
        axis.set_xscale("log", base=2)
        axis.set_yscale("log")
        axis.grid(visible=True, alpha=0.3)
    axes[0][0].legend(fontsize="small")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
    return f"plot: {path}"
