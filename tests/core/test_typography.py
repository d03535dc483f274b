import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.look.typography import typeset, typeset_html, within_quotes

N, W = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Qui vient ?", f"Qui vient{N}?"),
        ("Bravo ! Encore ; toujours", f"Bravo{N}! Encore{N}; toujours"),
        ("Trois choses : une", f"Trois choses{W}: une"),
        ("« mot »", f"«{W}mot{W}»"),
        ("«mot»", f"«{W}mot{W}»"),
        ('dit "oui" hier', f"dit «{W}oui{W}» hier"),
        ("dit &quot;oui&quot; hier", f"dit «{W}oui{W}» hier"),
        ("2 014 personnes", f"2{N}014 personnes"),
        ("1 234 567", f"1{N}234{N}567"),
        ("71 %", f"71{N}%"),
        ("l'attente d&#x27;un", "l’attente d’un"),
        ("fin...", "fin…"),
        ("n° 42", f"n°{W}42"),
        ("9 h 30 à 17 h", f"9{W}h{W}30 à 17{W}h"),
        ("9 h 00, 17 h 00 : fin", f"9{W}h, 17{W}h{W}: fin"),
        ("1 août 2026", "1er août 2026"),
        ("Le 1 mars", "Le 1er mars"),
        ("du 1 au 3 mars", "du 1er au 3 mars"),
        ("06 12 34 56 78", f"06{W}12{W}34{W}56{W}78"),
        ("0800 123 456", f"0800{W}123{W}456"),
        ("+33 6 12 34 56 78", f"+33{W}6{W}12{W}34{W}56{W}78"),
        ("+33 (0)1 23 45 67 89", f"+33{W}(0)1{W}23{W}45{W}67{W}89"),
        ("l'«accueil»", f"l’«{W}accueil{W}»"),
        ('voir "https://exemple.fr/a" ?', f"voir «{W}https://exemple.fr/a{W}»{N}?"),
        ("« Faut-il dire « oui » ? »", f"«{W}Faut-il dire “oui”{N}?{W}»"),
        ('« Dire «oui» et "non" », puis « fin »', f"«{W}Dire “oui” et “non”{W}», puis «{W}fin{W}»"),
        ("« a « b « c » » »", f"«{W}a “b “c””{W}»"),
        ("« sans fin « oui »", f"«{W}sans fin «{W}oui{W}»"),
        ("« sans fin\n\n« oui »\n\nfin »", f"«{W}sans fin\n\n«{W}oui{W}»\n\nfin{W}»"),
    ],
)
def test_french_is_set_as_a_printer_would(typed, shown):
    assert typeset(typed, "fr") == shown


@pytest.mark.parametrize(
    "typed",
    [
        "à 9:30",
        "https://exemple.fr/a?b=c&d='e'...",
        "lea.d'arc@exemple.fr",
        "11 mars 2027",
        "en 2026 150 personnes",
        "de 1 à 5",
        "21 mars",
        "page 3, 1 marsouin",
        "les 1 000 premiers",
        "a&nbsp;;",
    ],
)
def test_french_leaves_alone(typed):
    assert typeset(typed, "fr").replace(N, " ") in (typed, typed.replace("d'", "d’"))


def test_english_takes_no_space_before_punctuation():
    assert typeset('It\'s "done" : really?', "en") == "It’s “done” : really?"


def test_english_marks_within_marks_are_of_the_second_rank():
    assert typeset("“Do “you” agree?”", "en") == "“Do ‘you’ agree?”"


def test_marks_are_counted_in_a_moment():
    typed = "«" * 10_000 + "oui" + "»" * 10_000
    started = perf_counter()
    assert typeset(typed, "fr") == f"«{W}{'“' * 9_999}oui{'”' * 9_999}{W}»"
    typeset("«" * 10_000, "fr")
    assert perf_counter() - started < 5


def test_a_title_that_quotes_is_quoted_whatever_the_tags_within():
    assert typeset_html("<p>Venez à « <b>Dire « oui »</b> ».</p>", "fr") == (
        f"<p>Venez à «{W}<b>Dire “oui”</b>{W}».</p>"
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<p>l'<em>attente</em></p>", "<p>l’<em>attente</em></p>"),
        ("<p><em>l</em>'attente</p>", "<p><em>l</em>’attente</p>"),
        ('<p>un <a href="/x">lien</a> ; puis</p>', f'<p>un <a href="/x">lien</a>{N}; puis</p>'),
        ("<p><b>42</b> %</p>", f"<p><b>42</b>{N}%</p>"),
        ("<p><b>42<small> %</small></b></p>", f"<p><b>42<small>{N}%</small></b></p>"),
        ('<p>dit "<a href="/x">oui</a>" hier</p>', f'<p>dit «{W}<a href="/x">oui</a>{W}» hier</p>'),
        ("<p>dit &quot;<b>oui</b>&quot;</p>", f"<p>dit «{W}<b>oui</b>{W}»</p>"),
        ("<p>mot <b> ;</b></p>", f"<p>mot<b>{N};</b></p>"),
        ("<p>l'<code>if x ? y</code> ?</p>", f"<p>l’<code>if x ? y</code>{N}?</p>"),
        ("<p>«<b>x</b>»</p>", f"<p>«{W}<b>x</b>{W}»</p>"),
        ("<p>«<code>x</code>»</p>", f"<p>«{W}<code>x</code>{W}»</p>"),
        ("<p>le <b>1</b> août</p>", "<p>le <b>1</b>er août</p>"),
        ("<p>2 <b>014</b> personnes</p>", f"<p>2{N}<b>014</b> personnes</p>"),
        ("<p>un</p> <p>; deux</p>", "<p>un</p> <p>; deux</p>"),
        ("un<br> ; deux", "un<br> ; deux"),
        ("<p>un <!-- a ? b --> ?</p>", f"<p>un<!-- a ? b -->{N}?</p>"),
        ('<p><i lang="en">Yes !</i> !</p>', f'<p><i lang="en">Yes !</i>{N}!</p>'),
        ("<p>Le 1 mars</p>", "<p>Le 1<sup>er</sup> mars</p>"),
    ],
)
def test_a_sentence_is_set_whatever_the_tags_within(typed, shown):
    assert typeset_html(typed, "fr") == shown


def test_an_english_sentence_is_set_whatever_the_tags_within():
    assert typeset_html("""<p>It's "<a href="/x">done</a>", the <em>team</em>'s way</p>""", "en") == (
        """<p>It’s “<a href="/x">done</a>”, the <em>team</em>’s way</p>"""
    )


def test_attributes_are_never_touched():
    html = '<a title="Qui vient ?" href="/x?a=b ;">Qui vient ?</a>'
    assert typeset_html(html, "fr") == f'<a title="Qui vient ?" href="/x?a=b ;">Qui vient{N}?</a>'


@pytest.mark.parametrize("element", ["code", "pre", "script", "style", "textarea", "kbd"])
def test_code_is_never_touched(element):
    html = f"<{element}>a ? b : 'c'</{element}>"
    assert typeset_html(html, "fr") == html


def test_a_passage_in_english_follows_english_rules():
    assert typeset_html('<p>Oui ! <i lang="en">Yes !</i> Non !</p>', "fr") == (
        f'<p>Oui{N}! <i lang="en">Yes !</i> Non{N}!</p>'
    )


def test_ordinals_are_raised():
    assert typeset_html("<p>Le 1er mars, la 42e fois, au XXIe siècle</p>", "fr") == (
        "<p>Le 1<sup>er</sup> mars, la 42<sup>e</sup> fois, au XXI<sup>e</sup> siècle</p>"
    )


def test_a_title_takes_no_markup():
    assert typeset_html("<title>Le 1er mars</title>", "fr") == "<title>Le 1er mars</title>"


pieces = st.lists(
    st.sampled_from(
        [
            " ",
            "?",
            "!",
            ";",
            ":",
            "«",
            "»",
            '"',
            "'",
            "...",
            "1er",
            "42e",
            "2 014",
            "%",
            "mot",
            "é",
            "&amp;",
            "&#x27;",
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            '<i title="a ? b">',
            "</i>",
            "<code>",
            "</code>",
            "<br>",
            "<!-- ? -->",
            '<span lang="en">',
            "</span>",
            "1",
            "août",
            "h",
            "00",
            "06 12 34 56 78",
            "+33",
            "interprofessionnalisation",
            " lea.darc@exemple.fr ",
            "https://a.fr/?b='c'",
        ]
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize("element", ["title", "option", "text", "desc"])
def test_no_element_is_put_where_text_alone_may_stand(element):
    html = f"<{element}>Le 1er contact</{element}>"
    assert typeset_html(html, "fr") == html


@given(pieces, st.sampled_from(["fr", "en"]))
def test_setting_twice_changes_nothing_more(html, language):
    once = typeset_html(html, language)
    assert typeset_html(once, language) == once


@given(pieces, st.sampled_from(["fr", "en"]))
def test_tags_and_their_order_stay(html, language):
    def tags(text: str) -> list[str]:
        return [tag for tag in re.findall(r"<[^>]*>", text) if "sup>" not in tag and tag != "<wbr>"]

    assert tags(typeset_html(html, language)) == tags(html)


@given(pieces, st.sampled_from(["fr", "en"]))
def test_only_spaces_quotes_and_dots_differ(html, language):
    def bare(text: str) -> str:
        text = re.sub(r"</?sup>|<wbr>|\xad", "", text)
        for entity in ("&#x27;", "&#39;", "&quot;"):
            text = text.replace(entity, "")
        return re.sub(rf"""[\s{N}{W}'‘’"«»“”.…]|1er|\d""", "", text)

    assert bare(typeset_html(html, language)) == bare(html)


@given(st.text(alphabet="abéÀ1<>&;!?:%h", max_size=30), st.sampled_from(["fr", "en"]))
def test_text_without_spaces_quotes_or_dots_stays(text, language):
    assert typeset(text, language) == text


@given(pieces, st.sampled_from(["fr", "en"]), st.sampled_from(["code", "pre", "script", "textarea"]))
def test_what_is_kept_stays_whatever_stands_around(html, language, element):
    kept = f"<{element}>a ? 'b' : 2 014 ; 1 août</{element}>"
    assert kept in typeset_html(f"{html.replace('<code>', '')} {kept} !", language)


@given(pieces, st.sampled_from(["fr", "en"]))
def test_what_is_read_is_the_same_with_and_without_emphasis(html, language):
    def read(text: str) -> str:
        return re.sub(r"<[^>]*>|\xad", "", text)  # where a long word may be divided is not read

    html = re.sub(r"<[^>]*>", "", html)
    assert read(typeset_html(html.replace("mot", "<b>mot</b>"), language)) == read(typeset_html(html, language))


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("interprofessionnalisation", "inter-pro-fes-sion-na-li-sa-tion"),
        ("INTERPROFESSIONNALISATION", "INTER-PRO-FES-SION-NA-LI-SA-TION"),
        ("anticonstitutionnellement", "anti-cons-ti-tu-tion-nel-le-ment"),
        ("électroencéphalogrammes", "élec-troen-cé-pha-lo-gram-mes"),
        ("professionnelle", "professionnelle"),
    ],
)
def test_a_long_french_word_may_be_hyphenated(word, shown):
    assert typeset_html(f"<p>{word}</p>", "fr") == f"<p>{shown.replace('-', chr(0xAD))}</p>"


@pytest.mark.parametrize(
    "html", ["<p>https://interprofessionnalisation.fr/</p>", "<title>interprofessionnalisation</title>"]
)
def test_addresses_and_titles_take_no_hyphens(html):
    assert typeset_html(html, "fr") == html


def test_an_e_mail_address_breaks_at_its_signs():
    assert typeset_html('<a href="mailto:lea.darc@exemple.fr">lea.darc@exemple.fr</a>', "en") == (
        '<a href="mailto:lea.darc@exemple.fr">lea<wbr>.darc<wbr>@exemple<wbr>.fr</a>'
    )


@pytest.mark.parametrize(
    ("typed", "language", "shown"),
    [
        ("Dire « oui ? ». Puis «non »", "fr", "Dire “oui ?”. Puis “non”"),
        ('Dire "oui" à tous', "fr", "Dire “oui” à tous"),
        ("Dire “oui”, l'écran de 19\"", "fr", "Dire “oui”, l'écran de 19\""),
        ('Say “yes” and "no"', "en", "Say ‘yes’ and ‘no’"),
    ],
)
def test_marks_within_a_quote_are_those_of_the_second_rank(typed, language, shown):
    assert within_quotes(typed, language) == shown
