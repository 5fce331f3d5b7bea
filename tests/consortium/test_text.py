import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.text import fold, listed, markdown, plain, spelled, words_in
from members.models import District, DistrictName
from tests.factories import make_district, make_district_name

REL = 'rel="noopener noreferrer"'


# Markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("A *new* **plan**.", "<p>A <em>new</em> <strong>plan</strong>.</p>", id="emphasis"),
        pytest.param("one\n\ntwo", "<p>one</p>\n<p>two</p>", id="paragraphs"),
        pytest.param(
            "[AASA](https://aasa.org 'The association')",
            f'<p><a href="https://aasa.org" title="The association" {REL}>AASA</a></p>',
            id="link",
        ),
        pytest.param(
            "<mailto:a@example.org>",
            f'<p><a href="mailto:a@example.org" {REL}>mailto:a@example.org</a></p>',
            id="mail address",
        ),
        pytest.param(
            "[a year](/timeline/2016/)",
            f'<p><a href="/timeline/2016/" {REL}>a year</a></p>',
            id="link within the site",
        ),
        pytest.param(
            "- one\n  - two\n    1. three\n- four",
            "<ul>\n<li>one\n<ul>\n<li>two\n<ol>\n<li>three</li>\n</ol>\n</li>\n</ul>\n</li>\n<li>four</li>\n</ul>",
            id="nested lists",
        ),
        pytest.param("R&D < 5 “quoted”", "<p>R&amp;D &lt; 5 “quoted”</p>", id="signs"),
    ],
)
def test_markdown_renders(text, html):
    assert markdown(text).strip() == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>", id="script"),
        pytest.param("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>", id="raw HTML"),
        pytest.param("<!-- x -->", "<p>&lt;!-- x --&gt;</p>", id="comment"),
        pytest.param(
            "<div>\n*x*\n</div>", "<p>&lt;div&gt;\n<em>x</em>\n&lt;/div&gt;</p>", id="block of HTML"
        ),
        pytest.param("[x](javascript:x)", "<p>[x](javascript:x)</p>", id="javascript link"),
        pytest.param("[x](JaVaScRiPt:x)", "<p>[x](JaVaScRiPt:x)</p>", id="javascript in capitals"),
        pytest.param("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>", id="data link"),
        pytest.param("[x](ftp://example.org)", f"<p><a {REL}>x</a></p>", id="another scheme"),
        pytest.param(
            '[x](/a"onclick="x)', f'<p><a href="/a%22onclick=%22x" {REL}>x</a></p>', id="quote in a link"
        ),
        pytest.param(
            "![x](https://e.org/x.png)", f'<p>!<a href="https://e.org/x.png" {REL}>x</a></p>', id="image"
        ),
        pytest.param("# x", "<p># x</p>", id="heading"),
        pytest.param("x\n===", "<p>x\n===</p>", id="underlined heading"),
        pytest.param("***", "<p>***</p>", id="rule"),
        pytest.param("```\nx\n```", "<p>```\nx\n```</p>", id="fenced code"),
        pytest.param("    x", "<p>x</p>", id="indented text"),
        pytest.param("a `b` c", "<p>a `b` c</p>", id="code"),
    ],
)
def test_markdown_leaves_as_typed_what_is_not_allowed(text, html):
    assert markdown(text).strip() == html


@given(st.text())
def test_markdown_of_any_text_has_allowed_tags_only(text):
    html = markdown(text)
    for tag in ("p", "em", "strong", "ul", "ol", "li", "blockquote"):
        html = html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")

    rest = [piece for piece in html.split("<")[1:] if not piece.startswith(("a ", "/a>", "br>", "ol start="))]

    assert rest == []


def test_plain_is_the_words_on_one_line():
    text = "A *new* [plan](https://example.org) & more:\n\n- one\n  - two < three"

    assert plain(text) == "A new plan & more: one two < three"


def test_plain_of_nothing_is_nothing():
    assert plain("") == ""


# Folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("PEÑA", "pena"),
        ("peña", "pena"),
        ("pen\u0303a", "pena"),
        ("Straße", "strasse"),
        ("ﬁscal №", "fiscal no"),
        ("Łódź", "łodz"),
        ("a\0b", "ab"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_of_what_is_folded_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["PEÑA", "Peña", "pena"])
@pytest.mark.parametrize("words", ["PEÑA", "peña", "pena", "Pen\u0303a", "eñ"])
def test_words_in_finds_whatever_the_case_and_accents(name, words):
    make_district(name=f"{name} Blanca")
    make_district(name="Poway")

    assert [row.name for row in District.objects.filter(words_in("folded", words))] == [f"{name} Blanca"]


@pytest.mark.django_db
def test_words_in_asks_for_every_word_in_any_order():
    make_district(name="Wake County Public School System", city="Cary")
    make_district(name="Cobb County School District", city="Marietta")

    def found(text):
        return [row.city for row in District.objects.filter(words_in("folded", text))]

    assert found("school county") == ["Marietta", "Cary"]
    assert found("county cary") == ["Cary"]
    assert found("marietta cary") == []
    assert found("  ") == ["Marietta", "Cary"]


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", '"'])
def test_words_in_takes_signs_as_they_are(sign):
    make_district(name=f"U{sign}46")
    make_district(name="U-46")

    assert [row.name for row in District.objects.filter(words_in("folded", f"u{sign}4"))] == [f"U{sign}46"]


# The folded column


def folded(model):
    return list(model.objects.order_by("pk").values_list("folded", flat=True))


@pytest.mark.django_db
def test_folded_column_is_written_by_save():
    district = make_district(name="Peña", short_name="P", city="Cañon", nces_id="0600001")
    assert folded(District) == ["pena\np\ncanon\n0600001"]

    district.name = "Ávila"
    district.nces_id = None
    district.save()
    assert folded(District) == ["avila\np\ncanon\n"]


@pytest.mark.django_db
def test_folded_column_is_written_when_a_source_is_among_update_fields():
    district = make_district(name="Peña")

    district.name = "Ávila"
    district.save(update_fields=["name"])

    assert folded(District) == ["avila\n\n\n"]


@pytest.mark.django_db
def test_folded_column_is_written_by_bulk_create():
    District.objects.bulk_create(
        [District(name="Peña", slug="a", state="CA"), District(name="Ávila", slug="b", state="CA")]
    )

    assert folded(District) == ["pena\n\n\n", "avila\n\n\n"]


@pytest.mark.django_db
def test_folded_column_is_written_by_update_or_create():
    make_district(name="Peña", slug="a")

    District.objects.update_or_create(slug="a", defaults={"name": "Ávila"})

    assert folded(District) == ["avila\n\n\n"]


@pytest.mark.django_db
def test_folded_column_is_written_by_update():
    names = [make_district_name(name="Peña"), make_district_name(name="Cañon")]

    changed = DistrictName.objects.filter(pk=names[0].pk).update(name="Ávila", until=2015)

    assert (changed, folded(DistrictName)) == (1, ["avila", "canon"])
    assert list(DistrictName.objects.order_by("pk").values_list("name", "until")) == [
        ("Ávila", 2015),
        ("Cañon", 2014),
    ]


@pytest.mark.django_db
def test_folded_column_is_written_by_bulk_update():
    names = [make_district_name(name="Peña"), make_district_name(name="Cañon")]
    names[0].name, names[1].name = "Ávila", "Éze"

    DistrictName.objects.bulk_update(names, ["name"])

    assert list(DistrictName.objects.order_by("pk").values_list("name", "folded")) == [
        ("Ávila", "avila"),
        ("Éze", "eze"),
    ]


@pytest.mark.django_db
def test_folded_column_orders_byte_by_byte():
    for name in ("U-46", "u 47", "Zebra", "Ávila", "avila b", "Åland", "école", "Éze", "Łódź"):
        make_district(name=name)

    assert [row.name for row in District.objects.all()] == [
        "Åland",
        "Ávila",
        "avila b",
        "école",
        "Éze",
        "u 47",
        "U-46",
        "Zebra",
        "Łódź",
    ]


# Words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (11, "eleven"),
        (19, "nineteen"),
        (20, "twenty"),
        (22, "twenty-two"),
        (99, "ninety-nine"),
        (100, "100"),
        (1204, "1,204"),
    ],
)
def test_spelled(number, words):
    assert spelled(number) == words


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_listed(parts, text):
    assert listed(parts) == text
