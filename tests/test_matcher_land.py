"""Land that a side holds: bodies brought to it are that side's to receive, in every language."""

import pytest
from builders_matcher import DOWN, UP, figures


@pytest.mark.parametrize(
    ("lang", "text", "figure"),
    [
        pytest.param("en", "The bodies of 640 soldiers were brought to territory held by Ukraine.", UP, id="en, by"),
        pytest.param("en", "640 bodies were taken to Ukrainian-held territory.", UP, id="en, adjective"),
        pytest.param("en", "640 bodies were returned to territory under Kyiv's control.", UP, id="en, under"),
        pytest.param("en", "22 bodies were taken to Russian-controlled territory.", DOWN, id="en, the other way"),
        pytest.param("en", "640 bodies were taken out of Russian-held territory.", UP, id="en, out of"),
        pytest.param("uk", "Тіла 640 полеглих доправили на контрольовану Україною територію.", UP, id="uk, by"),
        pytest.param("uk", "На підконтрольну українській владі територію повернули 640 тіл.", UP, id="uk, authorities"),
        pytest.param("uk", "На підконтрольну росії територію передали 22 тіла.", DOWN, id="uk, the other way"),
        pytest.param(
            "ru", "Тела 640 погибших военных вернули на подконтрольную территорию.", UP, id="ru, whose unsaid"
        ),
        pytest.param("ru", "На контролируемую Киевом территорию доставили тела 640 погибших.", UP, id="ru, by"),
        pytest.param("ru", "На территорию, подконтрольную украинской власти, вернули 640 тел.", UP, id="ru, after"),
        pytest.param("ru", "На подконтрольную России территорию вернули 22 тела.", DOWN, id="ru, the other way"),
        pytest.param(
            "ru", "С подконтрольной Украине территории вывезли 22 тела российских военных.", DOWN, id="ru, out of"
        ),
    ],
)
def test_who_holds_the_land_they_come_to_receives(lang: str, text: str, figure: tuple[str, int, str]) -> None:
    assert figures(lang, text) == {figure}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Russia gave Ukraine 640 bodies found in territory held by Russia.", id="en"),
        pytest.param("uk", "Росія передала Україні 640 тіл, знайдених на підконтрольній Росії території.", id="uk"),
        pytest.param("ru", "Россия передала Украине 640 тел, найденных на подконтрольной России территории.", id="ru"),
    ],
)
def test_where_they_were_found_receives_nobody(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}
