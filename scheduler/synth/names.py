"""Names that can belong to nobody: numbered samples, and firms of an imaginary country."""

from collections.abc import Iterator
from random import Random

_FAMILY = ("김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권")
_GIVEN = (
    *("가람", "나래", "다온", "라온", "마루", "보람", "새론", "아라", "자람", "한별", "하늘"),
    *("누리", "도담", "미르", "바다", "슬기", "여울", "우람", "이든", "잎새", "초롱", "해솔"),
)
_FIRM = ("가상", "표본", "예시", "모의", "견본", "허구")
_TRADE = {
    "machinery": ("기계", "정밀", "공작"),
    "electronics": ("전자", "전기", "센서"),
    "software": ("소프트", "정보기술", "데이터"),
    "semiconductor": ("반도체", "실리콘"),
    "display": ("디스플레이", "광학"),
    "battery": ("배터리", "에너지"),
    "chemistry": ("화학", "소재"),
    "bio": ("바이오", "제약"),
    "automotive": ("모빌리티", "오토"),
    "other": ("산업", "조선"),
}


def people(rng: Random) -> Iterator[str]:
    """Numbered sample names without end, e.g. ``표본-001 김가람``."""
    number = 0
    while True:
        number += 1
        yield f"표본-{number:03d} {rng.choice(_FAMILY)}{rng.choice(_GIVEN)}"


def firms(rng: Random) -> "Firms":
    """A source of firms, each name given once."""
    return Firms(rng)


class Firms:
    """Gives firm names such as ``가상전자(주)``; a number tells further ones apart."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: dict[str, int] = {}

    def next(self, field: str) -> str:
        """A firm of a technical field that was not given before."""
        stem = self._rng.choice(_FIRM) + self._rng.choice(_TRADE.get(field, _TRADE["other"]))
        count = self._given[stem] = self._given.get(stem, 0) + 1
        return f"{stem}(주)" if count == 1 else f"{stem}{count}(주)"
