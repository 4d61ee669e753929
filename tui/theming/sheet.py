"""A palette as Textual's stylesheets know it: the names behind every `$colour` in `app.tcss`."""

from __future__ import annotations

from textual.theme import Theme

from tui.theming.palette import COLOURS, Palette


def textual_theme(palette: Palette) -> Theme:
    """The same colours as Textual's stylesheets know them."""
    c = palette.colours
    return Theme(
        name=palette.name,
        dark=palette.dark,
        ansi=palette.terminal,
        primary=c["primary"],
        secondary=c["mark"],
        accent=c["accent"],
        foreground=c["text"],
        background=c["background"],
        surface=c["surface"],
        panel=c["panel"],
        success=c["success"],
        warning=c["warning"],
        error=c["error"],
        variables={
            **{f"{key}-style": " ".join(palette.styles.get(key, ("none",))) for key in COLOURS},
            # Textual passes these on by another colour space, which rounds, and leaves some out for a terminal's own
            **{key: c[key] for key in ("background", "surface", "panel", "primary", "accent")},
            **{key: c[key] for key in ("success", "warning", "error")},
            "foreground": c["text"],
            "ansi-background": c["background"] if palette.terminal else "transparent",
            "ansi-foreground": c["text"] if palette.terminal else "transparent",
            "muted": c["muted"],
            "rule": c["rule"],
            "lit": c["lit"],
            "lit-text": c["lit-text"],
            "mark": c["mark"],
            "text-success": c["success"],
            "text-warning": c["warning"],
            "text-error": c["error"],
            "border": c["accent"],
            "border-blurred": c["rule"],
            "scrollbar": c["rule"],
            "scrollbar-hover": c["muted"],
            "scrollbar-active": c["accent"],
            "scrollbar-background": c["background"],
            "scrollbar-background-hover": c["background"],
            "scrollbar-background-active": c["background"],
            "scrollbar-corner-color": c["background"],
            "screen-selection-background": c["lit"],
            "screen-selection-foreground": c["lit-text"],
            "input-selection-background": c["lit"],
            "input-selection-foreground": c["lit-text"],
            "input-cursor-background": c["text"],
            "input-cursor-foreground": c["background"],
            "block-cursor-background": c["panel"],
            "block-cursor-foreground": c["accent"],
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": c["panel"],
            "block-cursor-blurred-foreground": c["text"],
            "block-hover-background": c["panel"],
        },
    )
