"""Labels that are something else in some format, and must come out as text in all."""

HOSTILE = [
    "</svg><script>alert(1)</script>",
    'a"b\n{|}<x>',
    r"\N \G \L \E \H \T \n \l",
    "&amp; &#65; &",
    "\U0001f600 caf\u00e9 \u4e2d",
    "nul\x00 bell\x07 tab\t cr\r",
    "tail\\",
    '"',
    "<b>bold</b>",
    "\u202eright to left",
    "\ud800",
    "\uffff",
    "]]>",
    "<!-- -->",
    "--></TABLE>>];",
    "'; DROP",
    " ",
    "x" * 10_000,
    "</script><img src=x onerror=alert(1)>",
    "\\input{secret} \\end{document} $x$ %",
    "a_b^c~d # & {e} \\\\",
    "`code` **bold** [link](http://x) | cell |",
    "end",
    "graph subgraph click style",
    "%% comment",
    ":::root",
    "#quot; &quot; &#34;",
    "\u05e9\u05dc\u05d5\u05dd",
    "-- --- ?` !`",
    "javascript:alert(1)",
    "1. list",
]


def seen(label: str) -> str:
    """A label as a diagram shows it: on one line, short, all of it visible."""
    if len(label) >= 40:
        label = f"{label[:28]}...{label[-9:]}"
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii")
        for each in label
    )
