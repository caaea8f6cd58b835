"""What the sources show of the lessons that other programs had to learn: what is not there cannot be passed by."""

import ast
import re
from collections.abc import Iterator

from test_architecture import FILES, covers, imports, name_of, tree_of

from alerts.render import _environment
from review.desk import environment


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


RUNS = re.compile(
    r"eval|exec|compile|__import__|(\w+\.)?import_module|load_object|(pickle|marshal|shelve|dill|cloudpickle)\.\w+"
    r"|yaml\.\w+|os\.(system|popen)|runpy\.\w+"
)
TRUSTED = {
    "alerts.courier: import_module",  # one of a fixed table of services
    "crawler.handing: pickle.dumps",  # of our own parent, through a file without a name
    "crawler.handing: pickle.load",
    "crawler.parsers: importlib.import_module",  # one of a fixed table of readers
    "crawler.parsers: pickle.dumps",  # what to read, from the crawler to a parser; its answer is data of a known type
    "crawler.parsers: pickle.loads",
}


def test_nothing_that_is_read_is_run() -> None:
    found = {f"{name_of(file)}: {called}" for file in FILES for called, _ in calls(tree_of(file))
             if RUNS.fullmatch(called)}  # fmt: skip
    assert found == TRUSTED


TEMPLATES = re.compile(r"(.*\.)?(from_string|Template|NativeEnvironment|ModuleLoader|DictLoader|FunctionLoader)")


def test_templates_come_from_files_alone() -> None:
    made = 0
    for file in FILES:
        for called, call in calls(tree_of(file)):
            assert not TEMPLATES.fullmatch(called), f"{name_of(file)} makes a template of a text"
            if called.endswith("Environment"):
                loader = next(ast.unparse(one.value) for one in call.keywords if one.arg == "loader")
                assert re.match(r"(FileSystem|Package)Loader\(", loader), name_of(file)
                made += 1
    assert made >= 4, "as many as there are kinds of pages and mails"


OF_JINJA = {"range", "dict", "lipsum", "cycler", "joiner", "namespace"}
OF_TRANSLATION = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
OF_PAGES = {"subscribe", "alert_feeds", "visitor", "alternates", "lang", "page_lang", "suffix", "of_feeds", "troubles"}


def test_templates_reach_words_and_nothing_of_the_program() -> None:
    """Neither the environment, nor settings, nor a module: what is not handed over cannot be printed."""
    made = environment()
    assert set(made.globals) == OF_JINJA | OF_TRANSLATION | OF_PAGES
    assert {type(made.globals[name]) for name in OF_PAGES} <= {str, bool, tuple, type(None)}
    for escape in (True, False):
        assert set(_environment("en", escape=escape).globals) <= OF_TRANSLATION | {"namespace"}


def _is_ours(path: ast.expr) -> bool:
    """A constant, one of a tuple of constants, or words put together from constants."""
    if isinstance(path, ast.JoinedStr):
        return all(_is_ours(part.value) for part in path.values if isinstance(part, ast.FormattedValue))
    if isinstance(path, ast.Call):
        return all(isinstance(one, ast.Constant) for one in path.args) and not path.keywords
    return isinstance(path, ast.Constant) or (isinstance(path, ast.Name) and path.id == "path")


def test_no_path_into_a_page_comes_from_anybody_but_us() -> None:
    """Selectors of the operator are translated from CSS, which calls no function and opens no file."""
    for file in FILES:
        for called, call in calls(tree_of(file)):
            if not re.search(r"\.(xpath|XPath|ETXPath)$|^XPath$|\.css$", called):
                continue
            assert not call.keywords
            if name_of(file) == "crawler.selecting":
                assert ast.unparse(call.args[0]) == "_TRANSLATOR.css_to_xpath(selector)"
            else:
                assert _is_ours(call.args[0]), f"{name_of(file)}: {ast.unparse(call)}"
    desk = [file for file in FILES if name_of(file).startswith("review")]
    assert not [one for file in desk for one in imports(tree_of(file)) if re.match("lxml|parsel|cssselect|xml", one)]


BY_CHANCE = {"scheduler.daemon", "crawler.spider", "repwatch.cli", "demo.june"}  # when to come again; orders of a story


MINTS = {
    "review.signin",
    "review.admin",
    "review.account",
    "storage.tokens",
    "scheduler.inviting",
    "repwatch.subscribing",
}


def test_what_nobody_may_guess_comes_from_secrets() -> None:
    using = {name_of(file): set(imports(tree_of(file))) for file in FILES}
    assert {name for name, used in using.items() if "random" in used} == BY_CHANCE
    assert not [name for name, used in using.items() if used & {"uuid", "numpy.random"}]
    for name in BY_CHANCE - {"demo.june"}:
        assert not [one for one in using[name] if covers("secrets", one) or covers("hashlib", one)]
    makers = {name for name, used in using.items() if "secrets" in used or any(covers("secrets", one) for one in used)}
    assert makers >= MINTS


CONNECTS = ("socket", "http.client", "urllib.request", "urllib3", "requests", "smtplib", "ftplib", "telnetlib", "ssl",
            "scrapy", "apprise", "dns", "aiohttp", "httpx", "fsspec", "distributed", "twisted")  # fmt: skip
DOORS = {
    "alerts.channels": "to the mail server, which the operator names", "alerts.webhooks": "to a checked address",
    "alerts.courier": "a service, within walls", "alerts.enclosure": "the walls",
    "scheduler.reaching": "asks the name service", "scheduler.watchdog": "to the service manager of this machine",
    "scheduler.web": "listens", "scheduler.fence": "knocks at one address that must not open, and says nothing",
}  # fmt: skip


def test_only_these_doors_lead_out() -> None:
    """The desk, the rules and the database never connect; what does is the crawler, and what is named here."""
    found = {name_of(file) for file in FILES for one in imports(tree_of(file)) if any(covers(x, one) for x in CONNECTS)}
    rooms = ("crawler", "backfill", "demo")  # guarded by its resolver; the operator's archives; loopback
    assert {name for name in found if not name.startswith(rooms)} == set(DOORS)


def test_headers_and_addresses_lean_on_no_function_that_was_wrong() -> None:
    """parseaddr() took the wrong address, is_private and is_global the wrong networks; old Pythons still have them."""
    for file in FILES:
        tree = tree_of(file)
        named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not named & {"is_private", "is_global"}, name_of(file)
        assert not {one.rpartition(".")[2] for one in imports(tree)} & {"parseaddr"}, name_of(file)
        if "email.utils.getaddresses" in set(imports(tree)):
            assert name_of(file) == "alerts.returned", "whether a sender is empty, and nothing else"


BEGUN = {
    "repwatch.config: f'http://{host}:{port}'",  # where we listen
    "alerts.enclosure: f'http://[{ip}]'", "alerts.enclosure: f'http://{ip}'",  # never asked: for the guard to look at
    "repwatch.adding: f'https://{url}'", "review.new_outlet: f'https://{url}'",  # typed without https://
    "repwatch.opml: f'https://{rest}'",  # feed://
}  # fmt: skip


def test_no_host_is_put_together_from_words_that_come_in() -> None:
    """What is typed as an address goes through the guard as any other; nothing is put before or behind a host."""
    found = set()
    for file in FILES:
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.JoinedStr) and re.match(r"f.(https?|ftp|wss?)://[^/]*\{", ast.unparse(node)):
                found.add(f"{name_of(file)}: {ast.unparse(node)}")
    assert {name for name in found if not name.startswith("demo.")} == BEGUN
