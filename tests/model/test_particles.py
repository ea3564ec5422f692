"""Korean particles follow the sound of the word before them."""

import pytest

from scheduler.model import say
from scheduler.model.texts.particles import with_particles


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("강가람을(를) 배정", "강가람을 배정"),
        ("권누리을(를) 배정", "권누리를 배정"),
        ("충원이(가) 악화", "충원이 악화"),
        ("형평성은(는) 그대로, 적합도은(는) 개선", "형평성은 그대로, 적합도는 개선"),
        ("서울(으)로, 부산(으)로, 대구(으)로", "서울로, 부산으로, 대구로"),
        ("1877(으)로 65(으)로 60(으)로 3(으)로", "1877로 65로 60으로 3으로"),
        ("NIS-S01을(를) NIS-S02을(를)", "NIS-S01을 NIS-S02를"),
        ("XML을(를) CSV을(를)", "XML을 CSV를"),
        ("'현장'와(과) '자문'와(과) 사무과(와)", "'현장'과 '자문'과 사무와"),
        ("중기부(MSS)을(를) 경찰청(KNPA)을(를)", "중기부(MSS)를 경찰청(KNPA)을"),
        ("(전문분야)이(가)", "(전문분야)가"),
        ("2026. 12. 2.(수)이(가) 2026. 12. 2.(으)로", "2026. 12. 2.(수)이 2026. 12. 2.로"),
        ("…을(를)", "…을(를)"),
        ("을(를)", "을(를)"),
        ("이가 없으면", "이가 없으면"),
    ],
)
def test_the_form_that_is_said(written: str, said: str) -> None:
    """By the last sound; what cannot be read keeps both forms."""
    assert with_particles(written) == said


def test_sentences_and_hints_use_it() -> None:
    """In Korean; English has none."""
    facts = {"specialist": "KNPA-02", "demand": "C-D3", "role": "감정", "case": "C"}
    assert say("why_not.title", "ko", **facts).startswith("KNPA-02를 ")
    assert "(" not in say("access.forbidden", "en")
