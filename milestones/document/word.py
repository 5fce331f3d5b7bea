"""The milestones document as a .docx file: the same bytes for the same document.

What is on the page is there as a word processor knows it: a title, a table whose head is repeated and whose rows stay
whole, years as headings, entries and their points as bullet lists of three levels, page numbers as fields.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

import docx
from django.conf import settings
from django.utils.text import slugify
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches, Length, Mm, Pt, RGBColor

from consortium.text import printable
from milestones.document.content import MARKS, Member, MilestonesDocument, Words

Paragraph = tuple[str, Sequence[Words]]  # its style, and what it says

FONT = "Palatino Linotype"
LANGUAGE = "en-US"
PAGE = (Inches(8.5), Inches(11))
MARGIN, FOOT = Mm(18), Mm(20)
COLUMNS = (Inches(2.1), PAGE[0] - 2 * MARGIN - Inches(2.1))
BULLETS = ("List Bullet", "List Bullet 2", "List Bullet 3")
INDENT, HANG = Inches(0.2), Inches(0.1)  # of each level of bullets; of a member's second line
MEMBER = "New Member"
LINKED = "Hyperlink"
# Of the styles of python-docx's template those that are used: most of its weight are others.
KEPT = {
    "Normal", "Default Paragraph Font", "Normal Table", "No List", "Title", "Subtitle", "Heading 1", "Heading 2",
    "Footer", *BULLETS,
}  # fmt: skip
UNUSED_PARTS = ("thumbnail", "customXml", "extended-properties", "stylesWithEffects")
LONGEST_PROPERTY = 255  # what python-docx takes
ZIPPED = (1980, 1, 1, 0, 0, 0)  # the time that each part of the file bears: the first that there is


def file_name(name: str) -> str:
    """What a download is called: "milestones-2020-05.docx"."""
    return f"milestones-{slugify(name)}.docx"


def word_file(paper: MilestonesDocument, remark: str = "") -> bytes:
    """The document as a .docx file; `remark` is a line that stands below its title."""
    file: Any = docx.Document()
    leave_out_the_unused(file)
    style(file)
    describe(file, paper)
    number_pages(file)
    file.add_paragraph(printable(paper.title), style="Title")
    file.add_paragraph(printable(paper.stamp), style="Subtitle")
    for text in filter(None, (paper.name, remark)):
        file.add_paragraph(printable(text))
    if paper.years:
        fill(new_table(file, paper), paper)
    return zipped(file)


# What the template has and has not


def leave_out_the_unused(file: Any) -> None:
    for owner in (file.part.package, file.part):
        for key, relation in list(owner.rels.items()):
            if any(relation.reltype.endswith(f"/{name}") for name in UNUSED_PARTS):
                del owner.rels[key]
    for known in list(file.styles):
        if known.name not in KEPT:
            known.element.getparent().remove(known.element)
        elif (link := known.element.find(qn("w:link"))) is not None:
            known.element.remove(link)


def style(file: Any) -> None:
    section, styles = file.sections[0], file.styles
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = section.top_margin = MARGIN
    section.bottom_margin, section.footer_distance = FOOT, Mm(10)
    for name, size, before, after in (
        ("Normal", 10.5, 0, 3), ("Title", 24, 0, 2), ("Subtitle", 12, 0, 2), ("Heading 1", 16, 0, 2),
        ("Heading 2", 8.5, 2, 2), ("Footer", 8.5, 0, 0), *((bullet, 10.5, 0, 4) for bullet in BULLETS),
    ):  # fmt: skip
        shape(styles[name], size, before, after, bold=name == "Heading 2")
    member = styles.add_style(MEMBER, WD_STYLE_TYPE.PARAGRAPH)
    member.base_style = styles["Normal"]
    shape(member, 8.5, 0, 2)
    member.paragraph_format.left_indent, member.paragraph_format.first_line_indent = HANG, Length(-HANG)
    linked = styles.add_style(LINKED, WD_STYLE_TYPE.CHARACTER)
    linked.font.underline = True
    bullet(file)
    compatible(file)


def shape(known: Any, size: float, before: float, after: float, *, bold: bool = False) -> None:
    """Black on white in one typeface, whatever the template has."""
    properties = known.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    paragraph = known.element.get_or_add_pPr()
    for child in list(paragraph):
        paragraph.remove(child)
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    known.font.size, known.font.bold, known.font.color.rgb = Pt(size), bold, RGBColor(0, 0, 0)
    form = known.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.15
    if known.name.startswith("Heading"):
        form.keep_with_next = True
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(int(known.name[-1]) - 1))
        paragraph.append(level)


def bullet(file: Any) -> None:
    """One list of three levels, with the signs that stand on the page: copied text has them, too."""
    numbering = file.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="{styled.style_id}"/>'
        f'<w:lvlText w:val="{MARKS[level]}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{twips(INDENT * (level + 1))}" '
        f'w:hanging="{twips(INDENT)}"/></w:pPr><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" '
        'w:hint="default"/></w:rPr></w:lvl>'
        for level, styled in enumerate(file.styles[name] for name in BULLETS)
    )
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="0"/></w:num>'))
    for level, name in enumerate(BULLETS):
        listed = file.styles[name].element.get_or_add_pPr().get_or_add_numPr()
        listed.get_or_add_ilvl().val, listed.get_or_add_numId().val = level, 1


def twips(length: float) -> int:
    return round(Length(int(length)).pt * 20)


def compatible(file: Any) -> None:
    """Today's layout of Word, so that it opens the file as its own."""
    options = file.settings.element
    zoom = options.find(qn("w:zoom"))
    zoom.set(qn("w:percent"), "100")
    compat = options.find(qn("w:compat"))
    compat.remove(compat.find(qn("w:useFELayout")))
    for setting in compat.findall(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def describe(file: Any, paper: MilestonesDocument) -> None:
    about, day = file.core_properties, datetime.combine(paper.as_of.first, time.min, UTC)
    about.title = printable(f"{paper.title}, {paper.stamp}")[:LONGEST_PROPERTY]
    about.author = about.last_modified_by = printable(paper.name)[:LONGEST_PROPERTY]
    about.created = about.modified = day
    about.language, about.comments, about.revision = LANGUAGE, "", 1


def number_pages(file: Any) -> None:
    foot = file.sections[0].footer.paragraphs[0]
    foot.style, foot.alignment = file.styles["Footer"], WD_ALIGN_PARAGRAPH.RIGHT
    for text, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        foot.add_run(text)
        simple = OxmlElement("w:fldSimple")
        simple.set(qn("w:instr"), field)
        run = OxmlElement("w:r")
        shown = OxmlElement("w:t")
        shown.text = "1"  # until the word processor has counted
        run.append(shown)
        simple.append(run)
        foot._p.append(simple)


# The table


def new_table(file: Any, paper: MilestonesDocument) -> Any:
    table = file.add_table(rows=1, cols=2)
    table.autofit = False
    for column, cell, width in zip(table.columns, table.rows[0].cells, COLUMNS, strict=True):
        column.width = cell.width = width
    properties = table._tbl.tblPr
    line = 'w:val="single" w:sz="4" w:space="0" w:color="999999"'
    properties.insert_element_before(
        parse_xml(f"<w:tblBorders {nsdecls('w')}><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"),
        "w:tblLayout",
    )
    space = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 80), ("left", 0), ("bottom", 80), ("right", 160))
    )
    properties.insert_element_before(
        parse_xml(f"<w:tblCellMar {nsdecls('w')}>{space}</w:tblCellMar>"), "w:tblLook"
    )
    for name, text in (
        ("w:tblCaption", paper.title),
        ("w:tblDescription", "Years and new members beside milestones"),
    ):
        said = OxmlElement(name)
        said.set(qn("w:val"), printable(text))
        properties.append(said)
    return table


def fill(table: Any, paper: MilestonesDocument) -> None:
    head = table.rows[0]
    for cell, text in zip(head.cells, ("Year and New Members", f"Milestones, {paper.stamp}"), strict=True):
        write(cell, [("Heading 2", (Words(text),))])
    whole(head, is_head=True)
    for year in paper.years:
        row = table.add_row()
        left: list[Paragraph] = [("Heading 1", (Words(str(year.number)),))]
        left += roll("New Members Include:", year.joined) + roll("Members That Left:", year.left)
        entries: list[Paragraph] = [
            (BULLETS[line.level], line.words) for entry in year.entries for line in entry.lines
        ]
        for cell, paragraphs in zip(row.cells, (left, entries), strict=True):
            write(cell, paragraphs)
        whole(row)


def roll(label: str, members: Sequence[Member]) -> list[Paragraph]:
    names: list[Paragraph] = [(MEMBER, (Words(str(member)),)) for member in members]
    return [("Heading 2", (Words(label),)), *names] if names else []


def whole(row: Any, *, is_head: bool = False) -> None:
    """Keep a row on one page; repeat the head on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def write(cell: Any, paragraphs: Sequence[Paragraph]) -> None:
    """Fill a cell with paragraphs, each (style, words)."""
    styles = cell.part.document.styles
    ids = {name: styles[name].style_id for name, _ in paragraphs}
    for number, (name, line) in enumerate(paragraphs):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph._p.style = ids[name]  # python-docx would look for it among all, each time
        for words in line:
            add(paragraph, words)


def add(paragraph: Any, words: Words) -> None:
    run = paragraph.add_run(printable(words.text))
    if words.bold:
        run.bold = True
    if words.italic:
        run.italic = True
    if words.link:
        address = f"{settings.SITE_URL}{words.link}" if words.link.startswith("/") else words.link
        link = OxmlElement("w:hyperlink")
        key = paragraph.part.relate_to(printable(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), key)
        run.style = paragraph.part.document.styles[LINKED]
        paragraph._p.remove(run._r)
        link.append(run._r)
        paragraph._p.append(link)


def zipped(file: Any) -> bytes:
    """The file's parts put together anew: python-docx gives each the time of day."""
    first, last = io.BytesIO(), io.BytesIO()
    file.save(first)
    with zipfile.ZipFile(first) as parts, zipfile.ZipFile(last, "w") as copy:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, ZIPPED)
            part.compress_type, part.create_system, part.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            copy.writestr(part, parts.read(name))
    return last.getvalue()
