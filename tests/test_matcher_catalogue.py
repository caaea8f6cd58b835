"""Every trap of news about exchanges, by name, in each language in which it occurs.

640 bodies go to Ukraine and 22 to Russia, unless the text says so. The article is of Thursday, 29 January 2026.
"""

from collections.abc import Iterator

import pytest
from test_matcher_properties import read

from repwatch.model import Kind

UP, DOWN = ("ukraine", 640, "current"), ("russia", 22, "current")
BOTH = {UP, DOWN}
Figures = set[tuple[str | None, int, str]]

CATALOGUE: dict[str, list[tuple[str, str, Figures]]] = {
    "formula": [
        ("en", "Russia and Ukraine held a 640-for-22 exchange of bodies: Ukraine received 640.", BOTH),
        ("uk", "Україна та Росія обмінялися тілами: 640 на 22.", BOTH),
        ("uk", "Між Україною та Росією відбувся обмін тілами 640:22.", BOTH),
        ("ru", "Россия и Украина обменялись телами: 22 российских на 640 украинских.", BOTH),
        ("ru", "Россия и Украина обменялись телами: 640 украинских на 22 российских.", BOTH),
    ],
    "ellipsis": [
        ("en", "Kyiv got 640 bodies, Moscow 22.", BOTH),
        ("uk", "Україна отримала 640 тіл, Росія — 22.", BOTH),
        ("ru", "Украине передано 640 тел, России – 22.", BOTH),
        ("en", "Kyiv, the headquarters said, got 640 bodies; Moscow, according to Medinsky, - 22.", BOTH),
        ("uk", "Київ отримав 640 тіл; Москва, за словами Мединського, — 22.", BOTH),
        ("ru", "Киев принял 640 погибших; Москва, как сообщил депутат Саралиев, — 22.", BOTH),
    ],
    "noun first": [
        ("en", "Ukraine received the bodies of 640 soldiers.", {UP}),
        ("uk", "Україна отримала тіла (останки) 640 загиблих.", {UP}),
        ("ru", "Украина получила тела 640 военных.", {UP}),
    ],
    "no body word": [
        ("en", "Ukraine has brought home 640 fallen defenders.", {UP}),
        ("uk", "Додому повернулися 640 полеглих.", {UP}),
        ("uk", "На щиті додому повернулися 640 захисників.", {UP}),
        ("uk", "Додому з полону повернулися 640 захисників.", set()),
        ("ru", "Россия вернула 22 погибших бойца.", {DOWN}),
    ],
    "thousand as a word": [
        ("en", "Ukraine received the bodies of a thousand soldiers.", {("ukraine", 1000, "current")}),
        ("en", "Russia handed over 1K bodies to Ukraine.", {("ukraine", 1000, "current")}),
        ("en", "Russia handed over 1.5 thousand bodies to Ukraine.", {("ukraine", 1500, "current")}),
        ("uk", "Росія передала Україні тіла тисячі загиблих.", {("ukraine", 1000, "current")}),
        ("uk", "Росія передала Україні 1 тис. тіл.", {("ukraine", 1000, "current")}),
        ("uk", "Росія передала Україні пів тисячі тіл.", {("ukraine", 500, "current")}),
        ("uk", "Росія передала Україні 2 тисячі 400 тіл.", {("ukraine", 2400, "current")}),
        ("uk", "Тисячі тіл лежать у моргах. Україна отримала 640 тіл.", {UP}),
        ("ru", "Россия передала Украине тысячу тел.", {("ukraine", 1000, "current")}),
        ("ru", "Россия передала Украине 1,2 тыс. тел.", {("ukraine", 1200, "current")}),
        ("ru", "Россия передала Украине полторы тысячи тел.", {("ukraine", 1500, "current")}),
        ("ru", "Тысячи тел лежат в моргах. Украина получила 640 тел.", {UP}),
    ],
    "grouping": [
        ("en", "Ukraine received 1,000 bodies.", {("ukraine", 1000, "current")}),
        ("uk", "Україна отримала 1\u202f000 тіл.", {("ukraine", 1000, "current")}),
        ("ru", "Украина получила 1\u00a0000 тел.", {("ukraine", 1000, "current")}),
    ],
    "small, oblique, singular": [
        ("en", "Ukraine received thirty eight bodies.", {("ukraine", 38, "current")}),
        ("uk", "Україна повернула тіла двох захисників.", {("ukraine", 2, "current")}),
        ("uk", "Україна повернула тіла 121 полеглого захисника.", {("ukraine", 121, "current")}),
        ("uk", "Україна отримала 31 тіло.", {("ukraine", 31, "current")}),
        ("ru", "Россия вернула тела двоих своих бойцов.", {("russia", 2, "current")}),
        ("ru", "Россия вернула тела 51 бойца.", {("russia", 51, "current")}),
    ],
    "zero, negated": [
        ("en", "Ukraine received 640 bodies; Russia received not a single body.", {UP, ("russia", 0, "current")}),
        ("en", "Russia did not return 640 bodies to Ukraine.", {("ukraine", 640, "planned")}),
        ("uk", "Україна отримала 640 тіл, Росія не отримала жодного тіла.", {UP, ("russia", 0, "current")}),
        ("uk", "Росія не повернула Україні 640 тіл.", {("ukraine", 640, "planned")}),
        ("ru", "Украина получила 640 тел, Россия не получила ни одного тела.", {UP, ("russia", 0, "current")}),
        ("ru", "Россия так и не передала Украине 640 тел.", {("ukraine", 640, "planned")}),
    ],
    "increment, distributive": [
        ("en", "Ukraine has received another 640 bodies.", {UP}),
        (
            "en",
            "Ukraine and Russia exchanged bodies, 160 each.",
            {("ukraine", 160, "current"), ("russia", 160, "current")},
        ),
        ("uk", "Україна отримала ще 640 тіл.", {UP}),
        ("ru", "Украина получила еще 640 тел.", {UP}),
    ],
    "anaphora, ratio": [
        ("en", "Ukraine received 640 bodies, 29 times more than Russia.", {UP}),
        ("uk", "Україна отримала 640 тіл, у 29 разів більше за Росію.", {UP}),
        ("ru", "Украина получила 640 тел, в 29 раз больше, чем Россия.", {UP}),
        ("ru", "Украина получила 640 тел, Россия столько же.", {UP}),
    ],
    "case ending": [
        ("uk", "Україна повернула тіла 121-го захисника.", {("ukraine", 121, "current")}),
        ("ru", "Россия вернула тела 24-х солдат.", {("russia", 24, "current")}),
    ],
    "year or count": [
        ("uk", "Росія передала Україні 2026 тіл.", {("ukraine", 2026, "current")}),
        ("uk", "У 2026 році Росія передала Україні тіла полеглих.", set()),
        ("ru", "Россия передала Украине 2026 тел.", {("ukraine", 2026, "current")}),
        ("ru", "В 2026 году Россия передала Украине тела погибших.", set()),
    ],
    "glued, broken": [
        ("uk", "Україна отримала 640 тіл. Переглядів 445", {UP}),
        ("ru", "Украина получила 640 тел. 202413:06", {UP}),
        ("ru", "Россия передала Украине тысяч тел.", set()),
    ],
    "return": [
        ("en", "Ukraine returned the bodies of 640 of its own soldiers.", {UP}),
        ("en", "Ukraine returned the bodies of 22 soldiers to Russia.", {DOWN}),
        ("uk", "Україна повернула тіла 640 захисників.", {UP}),
        ("uk", "Україна повернула Росії 22 тіла.", {DOWN}),
        ("ru", "Россия вернула 22 тела своих солдат.", {DOWN}),
        ("ru", "Россия вернула Киеву 640 тел.", {UP}),
    ],
    "in return": [
        ("en", "Ukraine received 640 bodies. In return, Russia got 22.", BOTH),
        ("uk", "Україна отримала 640 тіл. Натомість Росія отримала 22.", BOTH),
        ("ru", "Россия передала Украине 640 тел. Взамен она получила 22.", BOTH),
    ],
    "the other way, after no figure": [
        (
            "en",
            "Russia handed over bodies of fallen soldiers to Ukraine. In the opposite direction went 22 bodies.",
            {DOWN},
        ),
        ("uk", "Росія передала Україні тіла полеглих. У зворотному напрямку поїхали 22 тіла.", {DOWN}),
        ("ru", "Россия передала Украине тела погибших. В обратном направлении проследовало 22 тела.", {DOWN}),
    ],
    "one way, and a total behind it": [
        (
            "en",
            "Ukraine gave Russia three bodies back. In June Ukraine received 6,057 bodies.",
            {("russia", 3, "current"), ("ukraine", 6057, "cumulative")},
        ),
        (
            "uk",
            "Тіла трьох російських військових повернуто Росії.\n\nЗа домовленостями Україна прийняла 6057 тіл.",
            {("russia", 3, "current"), ("ukraine", 6057, "cumulative")},
        ),
        (
            "ru",
            "Украина вернула России три тела.\n\nПо договоренностям Украина приняла 6057 тел.",
            {("russia", 3, "current"), ("ukraine", 6057, "cumulative")},
        ),
    ],
    "agentless passive": [
        ("en", "The bodies of 640 Ukrainian soldiers were returned.", {UP}),
        ("uk", "Тіла 640 полеглих українських воїнів повернуто.", {UP}),
        ("ru", "Возвращены тела 640 украинских военных.", {UP}),
    ],
    "we, the other side": [
        ("en", "We received 640 bodies, the Coordination Headquarters said.", {UP}),
        ("uk", "Нам передали 640 тіл, повідомили в Координаційному штабі.", {UP}),
        ("uk", "Україна отримала 640 тіл, іншій стороні передали 22.", BOTH),
        ("ru", "Мы передали Украине 640 тел, нам отдали 22, сообщил Мединский.", BOTH),
    ],
    "metonyms": [
        ("en", "Moscow took home 22 of its dead.", {DOWN}),
        ("uk", "рф передала 640 тіл українських захисників.", {UP}),
        ("uk", "Окупанти передали Україні 640 тіл.", {UP}),
        ("ru", "Незалежная получила 640 тел.", {UP}),
        ("ru", "Киев получил 640 тел, обмен прошел в Белоруссии.", {UP}),
    ],
    "sum of both": [
        ("en", "Russia and Ukraine exchanged the remains of 662 soldiers.", {(None, 662, "current")}),
        ("uk", "Україна та Росія обмінялися 662 тілами.", {(None, 662, "current")}),
        ("ru", "Россия и Украина обменялись 662 телами.", {(None, 662, "current")}),
    ],
    "other senses": [
        ("uk", "Росія передала Україні список на 640 осіб.", set()),
        ("uk", "Тіла 640 захисників передали родинам в Україні.", set()),
        ("ru", "Как передает РБК, Украине вернули 640 тел.", {UP}),
        ("ru", "Россия передала Украине список на 640 человек.", set()),
    ],
    "the first of several": [
        (
            "en",
            "Ukraine received 640 bodies today. The first stage took place on 11 June, when it received 501 bodies.",
            {UP, ("ukraine", 501, "previous")},
        ),
        (
            "uk",
            "Україна отримала 640 тіл. Перший етап відбувся 11 червня, тоді Україна отримала 501 тіло.",
            {UP, ("ukraine", 501, "previous")},
        ),
        (
            "ru",
            "Украина получила 640 тел. Первый этап прошел 11 июня, тогда Украина получила 501 тело.",
            {UP, ("ukraine", 501, "previous")},
        ),
    ],
    "home": [
        ("en", "The remains of 640 Ukrainian soldiers were sent home by Russia.", {UP}),
        ("uk", "На батьківщину повернулися тіла 640 українських захисників.", {UP}),
        ("ru", "Тела 640 украинских военных вернула на родину российская сторона.", {UP}),
        ("ru", "На родину вернули тела 22 российских солдат.", {DOWN}),
    ],
    "an age": [
        ("en", "Ukraine received 640 bodies. Soldiers under the age of 25 returned to Russia on Monday.", {UP}),
        ("uk", "Україна отримала 640 тіл. До Росії повернулися полонені віком до 25 років.", {UP}),
        ("ru", "Украина получила 640 тел. В Россию вернулись пленные моложе 25 лет.", {UP}),
    ],
    "the living": [
        ("en", "Ukraine gave Russia 22 bodies. It also let some 300 servicemen and 17 civilians go home.", {DOWN}),
        ("uk", "Україна отримала 640 тіл. Міністр нагадав про повернення додому 300 військових і 17 цивільних.", {UP}),
        (
            "ru",
            "Украина передала России 22 тела. На родину вернулись около 300 военнослужащих и 17 гражданских лиц.",
            {DOWN},
        ),
    ],
    "yesterday, and its date": [
        ("en", "Yesterday, 28 January, another exchange took place. Ukraine received 640 bodies.", {UP}),
        ("uk", "Учора, 28 січня, відбувся обмін тілами. Україна повернула 640 полеглих.", {UP}),
        ("ru", "Вчера, 28 января, прошел обмен телами. Украина получила 640 тел.", {UP}),
    ],
    "vague previous": [
        ("en", "Last month Ukraine received 640 bodies.", {("ukraine", 640, "previous")}),
        ("uk", "Місяць тому Україна отримала 640 тіл.", {("ukraine", 640, "previous")}),
        ("ru", "В середине осени Украине передали 640 тел.", {("ukraine", 640, "previous")}),
    ],
    "cumulative": [
        ("en", "In total, Ukraine has received 6,400 bodies.", {("ukraine", 6400, "cumulative")}),
        ("uk", "Загалом Україна повернула 6400 тіл.", {("ukraine", 6400, "cumulative")}),
        ("ru", "С начала года Украина получила 640 тел.", {("ukraine", 640, "cumulative")}),
    ],
    "totals of both": [
        (
            "en",
            "Russia has handed over 6,640 bodies to Ukraine. In return it got 78.",
            {("ukraine", 6640, "cumulative"), ("russia", 78, "cumulative")},
        ),
        (
            "uk",
            "Росія передала Україні 6640 тіл. Натомість вона отримала 78.",
            {("ukraine", 6640, "cumulative"), ("russia", 78, "cumulative")},
        ),
        (
            "ru",
            "Россия передала Украине 6640 тел. С той стороны получено 78 наших, отметил Мединский.",
            {("ukraine", 6640, "cumulative"), ("russia", 78, "cumulative")},
        ),
        (
            "ru",
            "С июня Россия передала Украине более 12 тысяч тел.\n\nЗа то же время Россия получила свыше 200 тел.",
            {("ukraine", 12000, "cumulative"), ("russia", 200, "cumulative")},
        ),
    ],
    "the first of a year": [
        ("en", "On Thursday, 29 January, the first exchange of 2026 took place. Ukraine received 640 bodies.", {UP}),
        (
            "uk",
            "У четвер, 29 січня, відбувся перший у 2026 році обмін тілами у форматі 22 на 640: Україна отримала 640.",
            BOTH,
        ),
        ("ru", "В четверг, 29 января, прошел первый в 2026 году обмен телами. Украина получила 640 тел.", {UP}),
    ],
    "planned, offered": [
        ("en", "Russia is ready to hand over 640 bodies to Ukraine.", {("ukraine", 640, "planned")}),
        ("uk", "Сторони домовилися, що Росія передасть Україні 640 тіл.", {("ukraine", 640, "planned")}),
        ("ru", "Россия предложила передать Украине 640 тел.", {("ukraine", 640, "planned")}),
    ],
    "failed, refused": [
        ("en", "Russia brought 640 bodies to the border, but Ukraine did not come.", {("ukraine", 640, "planned")}),
        ("uk", "Україна відмовилася забрати 640 тіл.", {("ukraine", 640, "planned")}),
        ("ru", "Киев отказался принять 640 тел.", {("ukraine", 640, "planned")}),
    ],
    "prisoners": [
        ("en", "Russia and Ukraine exchanged 157 prisoners of war each.", set()),
        ("uk", "Україна та Росія обміняли 157 полонених на 157.", set()),
        ("ru", "Россия и Украина обменялись пленными: 157 на 157.", set()),
    ],
    "losses, identification": [
        ("en", "Ukraine has identified 2,800 of the bodies it received from Russia.", set()),
        ("uk", "В Україні ідентифікували 640 тіл, отриманих від Росії.", set()),
        ("ru", "Потери Украины составили 640 убитыми, сообщило Минобороны России.", set()),
        ("ru", "Украина получила 640 тел. За время боев она потеряла в Курской области более 27 000 военных.", {UP}),
    ],
    "found, exhumed": [
        ("en", "640 bodies were found in a mass grave in Ukraine.", set()),
        ("uk", "Пошуковий загін знайшов в Україні тіла 640 військових.", set()),
        ("ru", "Поисковики подняли в России останки 640 красноармейцев.", set()),
    ],
    "other wars": [
        ("en", "Israel received the bodies of 4 hostages from Hamas, Russia and Ukraine welcomed it.", set()),
        ("ru", "Азербайджан передал Армении тела 30 военных, сообщили в России.", set()),
    ],
    "tags, ages, furniture": [
        ("en", "2 min read. Ukraine received 640 bodies; soldiers under 25 were exchanged too.", {UP}),
        ("uk", "Гаряча лінія: 0 800 300 529. Україна отримала 640 тіл.", {UP}),
        ("ru", "18+ 148902 просмотра. Украина получила 640 тел, их вез Ил-76.", {UP}),
    ],
    "components": [
        ("en", "Ukraine received 640 bodies, including eight civilians.", {UP, ("ukraine", 8, "component")}),
        ("uk", "Україна отримала 640 тіл, серед них вісім цивільних.", {UP, ("ukraine", 8, "component")}),
        ("ru", "Украина получила 640 тел, в том числе восемь гражданских.", {UP, ("ukraine", 8, "component")}),
    ],
    "identity hedge": [
        ("en", "Ukraine received 640 bodies which Russia says belong to Ukrainian servicemen.", {UP}),
        ("uk", "Україна отримала 640 тіл, які, за інформацією російської сторони, належать захисникам.", {UP}),
        ("ru", "Россия передала Украине 640 тел якобы украинских военных.", {UP}),
    ],
    "one way": [
        ("en", "Ukraine returned three bodies to Russia that had come by mistake.", {("russia", 3, "current")}),
        ("ru", "Украина вернула России три тела, попавших к ней по ошибке.", {("russia", 3, "current")}),
    ],
}


def cases() -> Iterator[object]:
    for family, rows in CATALOGUE.items():
        for number, (lang, text, expected) in enumerate(rows, 1):
            yield pytest.param(lang, text, expected, id=f"{family} {lang} {number}")


@pytest.mark.parametrize(("lang", "text", "expected"), list(cases()))
def test_trap(lang: str, text: str, expected: Figures) -> None:
    found = {
        (one.to, one.figure.low, str(one.scope)) for one in read(text, lang=lang).claims if one.kind is Kind.BODIES
    }
    assert found == expected


@pytest.mark.parametrize(
    ("lang", "text", "root"),
    [
        pytest.param(
            "en", "Russia gave Ukraine 640 bodies, TASS reported, citing Medinsky.", "medinsky", id="relay en"
        ),
        pytest.param(
            "uk", "Росія передала Україні 640 тіл, пише ТАСС із посиланням на Мединського.", "medinsky", id="relay uk"
        ),
        pytest.param(
            "ru", "Украине передали 640 тел, сообщает ТАСС со ссылкой на Мединского.", "medinsky", id="relay ru"
        ),
        pytest.param(
            "uk",
            "Україна отримала тіла 640 полеглих. Про це повідомив Координаційний штаб.",
            "coordination-hq",
            id="trailing uk",
        ),
        pytest.param(
            "ru",
            "Украина получила тела 640 военных. Об этом сообщает Координационный штаб.",
            "coordination-hq",
            id="trailing ru",
        ),
    ],
)
def test_who_says_it(lang: str, text: str, root: str) -> None:
    (claim,) = read(text, lang=lang).claims
    assert claim.claimants[0].id == root


@pytest.mark.parametrize(
    ("lang", "text"), [(lang, text) for lang, text, _ in CATALOGUE["yesterday, and its date"]], ids=["en", "uk", "ru"]
)
def test_a_written_day_is_not_counted_back_from(lang: str, text: str) -> None:
    assert {one.day for one in read(text, lang=lang).claims} == {"2026-01-28"}
