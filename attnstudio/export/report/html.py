"""A report as one HTML file that needs nothing else: no script, no other file, no network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from attnstudio.export.report.blocks import (
    Block,
    Cell,
    Code,
    Document,
    Figure,
    Formula,
    Heading,
    Pairs,
    Paragraph,
    PictureCard,
    Table,
)
from attnstudio.export.report.formulas import drawn

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1e21; --paper: #fff; --soft: #5c636b; --line: #d8dce0; --tint: #f3f5f7;
  --accent: #1d5fa8; --alarm: #b00020; --alarm-tint: #fdecee; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e6e9; --paper: #17191c; --soft: #a0a7af; --line: #3a3f45; --tint: #22262a; --accent: #7db4ee;
    --alarm: #ff8a95; --alarm-tint: #3a1d21; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans",
  sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: 1.3rem; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1.05rem; }
p { margin: .5rem 0; }
.subtitle, .note, small { color: var(--soft); }
.note { font-size: .875rem; }
.lead { padding-left: .75rem; border-left: 3px solid var(--accent); }
.warning { padding: .5rem .75rem; border-left: 3px solid var(--alarm); background: var(--alarm-tint); }
.wide { overflow-x: auto; margin: .75rem 0; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; }
tbody th { font-weight: 600; }
.words td { min-width: 7.5rem; }
.numbers { table-layout: fixed; }
.numbers thead th:first-child { width: 26%; }
.numbers td, .numbers thead th + th { text-align: right; overflow-wrap: break-word; }
small { display: block; font-size: .9em; font-weight: 400; white-space: nowrap; }
.signs { font-weight: 700; white-space: nowrap; }
.alarming { color: var(--alarm); }
figure { margin: 1rem 0; }
figure img { display: block; max-width: 100%; height: auto; margin: 0 auto; background: #fff; }
figure.formula { margin: .75rem 0; }
dl { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .25rem 1rem; margin: .75rem 0;
  font-size: .875rem; }
dt { color: var(--soft); }
dd { margin: 0; }
.card { display: flex; gap: 1rem; margin: 1rem 0; padding-bottom: 1rem; border-bottom: 1px solid var(--line); }
.card img { flex: none; align-self: flex-start; width: 11rem; height: auto; }
.card h3 { margin: 0 0 .25rem; }
.card dl { grid-template-columns: minmax(6rem, 9rem) 1fr; margin: 0; }
pre { padding: .75rem; background: var(--tint); border: 1px solid var(--line); white-space: pre-wrap;
  overflow-wrap: anywhere; font: .85rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
a { color: var(--accent); }
@media screen and (max-width: 46rem) {
  .numbers { width: 44rem; }
}
@media screen and (max-width: 36rem) {
  .card { display: block; }
  .card img { margin-bottom: .5rem; }
  dl, .card dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .4rem; }
}
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #444; --line: #bbb; --tint: #f3f5f7;
    --accent: #1d5fa8; --alarm: #b00020; --alarm-tint: #fdecee; }
  @page { margin: 15mm; }
  body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  .wide { overflow: visible; }
  table { font-size: 8pt; }
  h2, h3, h2 + .note { break-after: avoid; }
  tr, figure, pre, .card, .lead, .warning { break-inside: avoid; }
  figure img { width: auto; max-height: 240mm; }
  thead { display: table-header-group; }
}
""".strip()


def render(document: Document) -> bytes:
    """The whole file."""
    title, subtitle = escape(document.title), escape(document.subtitle)
    author = f'\n<meta name="author" content="{escape(document.author)}">' if document.author else ""
    body = "\n".join(map(_block, document.blocks))
    text = f"""<!DOCTYPE html>
<html lang="{escape(document.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>{author}
<style>
{_STYLE}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="subtitle">{subtitle}</p>
{body}
</main>
</body>
</html>
"""
    return text.encode("utf-8", "backslashreplace")


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
        case Paragraph():
            return f'<p class="{block.tone}">{escape(block.text)}</p>'
        case Pairs():
            return _pairs(block.rows)
        case Table():
            return _table(block)
        case Figure():
            return f"<figure>{_image(block)}</figure>"
        case PictureCard():
            return (
                f'<section class="card">{_image(block.figure)}'
                f"<div><h3>{escape(block.title)}</h3>{_pairs(block.rows)}</div></section>"
            )
        case Formula():
            return f'<figure class="formula">{_image(drawn(block.tex))}</figure>'
        case Code():
            return f"<pre><code>{escape(block.text)}</code></pre>"


def _pairs(rows: Sequence[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in rows)}</dl>"


def _table(table: Table) -> str:
    header = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.header)
    rows = "\n".join(
        f'<tr><th scope="row">{_cell(first)}</th>{"".join(f"<td>{_cell(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in table.rows
    )
    kind = "numbers" if table.numbers else "words"
    head = f"<thead><tr>{header}</tr></thead>"
    return f'<div class="wide"><table class="{kind}">{head}\n<tbody>\n{rows}\n</tbody></table></div>'


def _cell(cell: Cell) -> str:
    text = escape(cell.text)
    if cell.link:
        text = f'<a href="{escape(cell.link)}">{text}</a>'
    if cell.signs:
        text += f' <span class="signs">{escape(cell.signs)}</span>'
    if cell.alarming:
        text = f'<span class="alarming">{text}</span>'
    return f"{text}<small>{escape(cell.small)}</small>" if cell.small else text


def _image(figure: Figure) -> str:
    width, height = figure.size
    data = b64encode(figure.data).decode("ascii")
    return f'<img src="data:{figure.mime};base64,{data}" width="{width}" height="{height}" alt="{escape(figure.text)}">'
