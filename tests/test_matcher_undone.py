"""Handovers that did not happen, in every language: brought to the place, put off, fell through."""

import pytest
from builders_matcher import UP, days, figures

PLANNED = {("ukraine", 640, "planned")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "640 bodies of Ukrainian soldiers were brought to the place of exchange.", id="en, place"),
        pytest.param(
            "en",
            "Refrigerators with the remains of 640 Ukrainian servicemen stood near the border all night,"
            " but no handover took place.",
            id="en, the clause after takes it back",
        ),
        pytest.param(
            "en",
            "Moscow said that it had brought 640 bodies of Ukrainian soldiers. The transfer fell through.",
            id="en, the sentence after",
        ),
        pytest.param(
            "en",
            "Kyiv put off the handover. Lorries carrying the bodies of 640 Ukrainian soldiers have arrived.",
            id="en, the sentence before",
        ),
        pytest.param("en", "Kyiv postponed the acceptance of 640 bodies, Moscow says.", id="en, put off"),
        pytest.param("uk", "До місця обміну доправили 640 тіл українських військових.", id="uk, place"),
        pytest.param(
            "uk",
            "Рефрижератори із тілами 640 українських бійців ніч простояли біля кордону, але передача не відбулася.",
            id="uk, the clause after takes it back",
        ),
        pytest.param(
            "uk",
            "За словами росіян, тіла 640 українських військових уже привезли. Обмін так і не відбувся.",
            id="uk, the sentence after",
        ),
        pytest.param(
            "uk",
            "Київ відклав репатріацію. Вантажівки з тілами 640 українських захисників прибули.",
            id="uk, the sentence before",
        ),
        pytest.param("uk", "Україна відтермінувала отримання 640 тіл, заявили в Москві.", id="uk, put off"),
        pytest.param("ru", "Тела 640 военных ВСУ привезли на точку обмена.", id="ru, place"),
        pytest.param(
            "ru",
            "Фуры с телами 640 украинских бойцов весь день стояли у границы, однако передача сорвалась.",
            id="ru, the clause after takes it back",
        ),
        pytest.param(
            "ru",
            "Тела 640 украинских военных уже привезли, заявили в Москве. Передача не состоялась.",
            id="ru, the sentence after",
        ),
        pytest.param(
            "ru",
            "Киев перенес репатриацию. Рефрижераторы с телами 640 украинских солдат прибыли.",
            id="ru, the sentence before",
        ),
        pytest.param("ru", "Украина отложила получение 640 тел, сообщил Мединский.", id="ru, put off"),
    ],
)
def test_nobody_received_what_was_only_brought(lang: str, text: str) -> None:
    assert figures(lang, text) == PLANNED


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "The bodies of 640 Ukrainian soldiers were handed over at the border.", id="en, handed over there"
        ),
        pytest.param(
            "en",
            "640 bodies were brought to the exchange point, and Ukraine received them in the evening.",
            id="en, brought and received",
        ),
        pytest.param(
            "en",
            "Ukraine received 640 bodies on Thursday. On Saturday an exchange of prisoners did not take place.",
            id="en, another day",
        ),
        pytest.param(
            "en", "Ukraine received 640 bodies. The swap of wounded prisoners was postponed.", id="en, prisoners"
        ),
        pytest.param("uk", "На кордоні Україні передали тіла 640 полеглих.", id="uk, handed over there"),
        pytest.param("uk", "До місця обміну привезли 640 тіл, і Україна їх забрала.", id="uk, brought and received"),
        pytest.param("uk", "Україна отримала 640 тіл. У суботу обмін полоненими не відбувся.", id="uk, another day"),
        pytest.param("en", "Body swap at the border: 640 bodies for Ukraine.", id="en, a headline"),
        pytest.param("uk", "Обмін тілами на кордоні: 640 для України.", id="uk, a headline"),
        pytest.param("ru", "Обмен телами на границе: 640 для Украины.", id="ru, a headline"),
        pytest.param("ru", "На границе Украине передали тела 640 погибших.", id="ru, handed over there"),
        pytest.param("ru", "К месту обмена привезли 640 тел, и Украина их забрала.", id="ru, brought and received"),
        pytest.param("ru", "Украина получила 640 тел. Обмен пленными отложили.", id="ru, prisoners"),
    ],
)
def test_a_place_or_another_failure_takes_nothing_back(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "On 4 June 2022 lorries met near Zaporizhzhia. Ukraine received 640 bodies that day.", id="en"
        ),
        pytest.param(
            "uk", "4 червня 2022 року фури зустрілися під Запоріжжям. Україна того дня отримала 640 тіл.", id="uk"
        ),
        pytest.param(
            "ru", "4 июня 2022 года фуры встретились под Запорожьем. В тот день Украина получила 640 тел.", id="ru"
        ),
    ],
)
def test_that_day_is_the_day_of_the_sentence_before(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, "2022-06-04", "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Russia and Ukraine agreed that each side will return the bodies of up to 640 soldiers.", id="en"
        ),
        pytest.param("uk", "Росія й Україна домовилися, що кожна сторона передасть до 640 тіл.", id="uk"),
        pytest.param("ru", "Россия и Украина условились, что каждая сторона отдаст до 640 тел.", id="ru"),
    ],
)
def test_what_each_side_will_return(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 640, "planned"), ("russia", 640, "planned")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Exchanges of the week.\nFriday (planned): 640 bodies to Ukraine.", id="en"),
        pytest.param("uk", "Обмін за днями.\nП'ятниця (за планом): 640 тіл – Україні.", id="uk"),
        pytest.param("ru", "Обмен по дням.\nПятница (по плану): 640 тел – Украине.", id="ru"),
    ],
)
def test_a_line_that_is_marked_as_planned(lang: str, text: str) -> None:
    assert figures(lang, text) == PLANNED


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "640 bodies of Ukrainian soldiers were brought to Rostov, Russia says.", id="en"),
        pytest.param("uk", "640 тіл українських військових привезли до Ростова, щоб передати Україні.", id="uk"),
        pytest.param("ru", "640 тел украинских военных привезли в Ростов для передачи Киеву.", id="ru"),
    ],
)
def test_brought_to_a_city_of_the_giver_is_not_across(lang: str, text: str) -> None:
    assert not [one for one in figures(lang, text) if one[2] == "current"]


def test_stored_in_a_city_of_the_giver_and_then_handed_over_is_across() -> None:
    assert figures("ru", "Киев получил 640 тел, которые хранились в Ростове.") == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Kyiv rejected reports that Ukraine had received 640 bodies.", id="en, rejected"),
        pytest.param("en", "Reports that Ukraine received 640 bodies are false, Kyiv said.", id="en, false"),
        pytest.param("uk", "Повідомлення, що Україна отримала 640 тіл, є фейком.", id="uk, fake"),
        pytest.param(
            "uk", "Інформація про те, що Україна отримала 640 тіл, не відповідає дійсності.", id="uk, not true"
        ),
        pytest.param("uk", "Якби обмін відбувся, Україна отримала б 640 тіл.", id="uk, would have"),
        pytest.param("ru", "Сообщения о том, что Украина получила 640 тел, — фейк.", id="ru, fake"),
        pytest.param("ru", "Если бы обмен состоялся, Украина получила бы 640 тел.", id="ru, would have"),
    ],
)
def test_what_is_called_false_or_only_supposed_was_not_received(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 640, "planned")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies; claims of a delay are false.", id="en"),
        pytest.param("uk", "За інформацією штабу, Україна отримала 640 тіл. Чутки про затримку – неправда.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел, хотя могла бы и больше.", id="ru"),
    ],
)
def test_what_is_false_beside_a_figure_leaves_it(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 640, "current")}
