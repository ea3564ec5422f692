"""Results show themselves in a notebook legibly, in its own colours, without anybody's HTML."""

import pandas as pd

from scheduler.whatif import notebook


def test_words_stand_left_and_numbers_right_with_thousands_apart() -> None:
    """By the column's type; what is missing is a dash, and numbers are not longer than they say."""
    frame = pd.DataFrame({"tier": ["충원", None], "value": [1879, None], "share": [0.9722222, 1e6]})
    html = notebook.table(frame.astype({"tier": "string", "value": "Int64"}))
    cells = [part.partition("</td>")[0] for part in html.split("<td ")[1:]]
    left, right = (f'style="text-align:{side}">' for side in ("left", "right"))
    assert cells == [
        *(f"{left}충원", f"{right}1,879", f"{right}0.9722"),
        *(f"{left}–", f"{right}–", f"{right}1,000,000.0"),
    ]


def test_korean_words_are_not_broken() -> None:
    """Browsers break Korean between any two letters unless they are told."""
    assert "word-break:keep-all" in notebook.table(pd.DataFrame({"status": ["배정안 있음"]}))


def test_true_is_a_word_and_no_number() -> None:
    """Columns of yes and no stand on the left."""
    html = notebook.table(pd.DataFrame({"proven": [True, False]}))
    assert 'style="text-align:left">True<' in html


def test_names_cannot_become_html() -> None:
    """Whatever people write into a pool is shown as it is."""
    bad = "<b>&</b>"
    frame = pd.DataFrame({bad: [bad]})
    for html in (notebook.table(frame), notebook.paragraphs([bad]), notebook.page(bad)):
        assert "<b>" not in html
        assert "&lt;b&gt;&amp;&lt;/b&gt;" in html


def test_points_of_an_explanation_are_a_list() -> None:
    """Between the sentences, in their order, with their own signs."""
    html = notebook.paragraphs(["왜", "· 하나", "  ＋ 둘", "끝"])
    assert html.replace(notebook._LIST, "<ul>") == (
        "<p>왜</p><ul><li>· 하나</li><li>＋ 둘</li></ul><p>끝</p>"
    )


def test_no_colour_is_hard_coded() -> None:
    """So that a result reads the same in a light theme and in a dark one."""
    table = notebook.table(pd.DataFrame({"a": [1]}))
    html = notebook.page("a", table, notebook.paragraphs(["b", "· c"]))
    assert not [word for word in ("color", "background", "#", "font") if word in html]
