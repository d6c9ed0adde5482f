"""What must hold of all code: floors, policies, writes, templates, migrations, factories."""

import ast
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

import core.choices

ROOT = Path(settings.BASE_DIR)
APPS = ("core", "needs", "roadmap", "partners", "iwt_dashboard")
# The admin guards itself and allauth's pages are for whoever logs in: both have their own tests.
FOREIGN_MODULES = ("django.", "allauth.", "import_export.", "core.admin")


def all_views(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from all_views(entry)
        elif isinstance(entry, URLPattern):
            yield entry


def own_sources(*names):
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts and (not names or path.stem in names or path.parent.stem in names):
                yield path


def lint_imports(folder):
    """Run the real linter in a folder; its exit code and what it said."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def test_import_contracts_hold():
    code, said = lint_imports(ROOT)

    assert code == 0, said


BROKEN = [
    ("needs/rules/tallies.py", "partners.models"),
    ("core/models.py", "needs.models"),
    ("roadmap/models/goals.py", "roadmap.forms"),
    ("needs/rules/tallies.py", "django.http"),
    ("roadmap/rules/terms.py", "django.db.models"),
    ("partners/support/queries/gaps.py", "partners.support.views.answers"),
    ("partners/programmes/queries/money.py", "partners.support.models.answers"),
    ("core/drafts/store.py", "core.accounts.models"),
    ("iwt_dashboard/ops/backup.py", "iwt_dashboard.pages.inbox"),
    ("core/history/audit.py", "core.clearance.models"),
]


def test_every_broken_contract_is_found(tmp_path):
    """All are broken in one copy: a run of the linter takes seconds, and names each import that may not be."""
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__", "reference_data"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module, imported in BROKEN:
        with (tmp_path / module).open("r+") as file:
            file.seek(0, 2)
            file.write(f"\nimport {imported}\n")

    code, said = lint_imports(tmp_path)

    named = {(module, imported): f"{dotted(module)} -> {of_contracts(imported)}" in said for module, imported in BROKEN}
    assert code != 0
    assert all(named.values()), (named, said)


def dotted(module):
    return module.removesuffix(".py").replace("/", ".")


def of_contracts(imported):
    """The linter sees a package that is not ours as a whole."""
    package = imported.partition(".")[0]
    return imported if package in APPS else package


def test_every_url_of_ours_declares_a_policy():
    undeclared = [
        f"{pattern.pattern} -> {pattern.callback.__module__}.{pattern.callback.__name__}"
        for pattern in all_views()
        if not pattern.callback.__module__.startswith(FOREIGN_MODULES) and not hasattr(pattern.callback, "policy")
    ]

    assert not undeclared


def test_every_url_of_ours_has_a_kebab_case_name():
    bad = [
        str(pattern.pattern)
        for pattern in all_views()
        if not pattern.callback.__module__.startswith(FOREIGN_MODULES)
        and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", pattern.name or "")
    ]

    assert not bad


def test_views_and_forms_do_not_write_or_query():
    """No ORM write in views or forms, and no filtering in views: those belong to actions and queries."""
    writes = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
    reads = {"filter", "exclude", "annotate", "aggregate"}
    found = []
    for path in own_sources("views", "forms"):
        is_view = "forms" not in {path.stem, path.parent.stem}
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            target = ast.unparse(node.func.value)
            is_orm = "objects" in target or target.split(".")[-1] in {"queryset", "rows", "needs", "observations"}
            if (node.func.attr in writes and is_orm) or (is_view and node.func.attr in reads and "objects" in target):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {target}.{node.func.attr}")

    assert not found


def test_what_rules_may_take_of_django_is_choices_alone():
    """No rule imports Django itself, and the one module that rules take of hands on no ORM."""
    assert set(core.choices.__all__) == {"IntegerChoices", "TextChoices", "gettext_lazy"}
    taken = [
        node
        for node in ast.walk(ast.parse(Path(core.choices.__file__).read_text()))
        if isinstance(node, ast.ImportFrom)
    ]
    assert {alias.name for node in taken for alias in node.names} == set(core.choices.__all__)


def test_rules_import_no_django():
    of_roadmap = [path for path in own_sources("kinds") if ROOT / "roadmap" in path.parents]
    for path in [*own_sources("rules"), *of_roadmap]:
        imported = [
            alias.name if isinstance(node, ast.Import) else node.module or ""
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        ]
        assert not [name for name in imported if name.split(".")[0] == "django"], path


def test_no_enumeration_is_written_twice():
    """Two classes of the same values are one concept: rules keep it, models take it as choices."""
    found = defaultdict(list)
    for path in own_sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and any(
                ast.unparse(base).endswith(("Choices", "Enum")) for base in node.bases
            ):
                stored = [line.value for line in node.body if isinstance(line, ast.Assign)]
                values = frozenset(ast.unparse(one.elts[0] if isinstance(one, ast.Tuple) else one) for one in stored)
                found[values].append(f"{path.relative_to(ROOT)}: {node.name}")

    assert found
    assert not [names for values, names in found.items() if values and len(names) > 1]


def test_no_signals_of_ours_and_no_drawer():
    text = "\n".join(path.read_text() for path in own_sources())

    assert "@receiver" not in text
    assert not re.search(r"\b(post|pre)_save\.connect", text)
    assert not list(own_sources("utils"))


def test_modules_keep_to_their_room():
    lines = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in own_sources()}

    assert {path: count for path, count in lines.items() if count > 400} == {}


def own_templates():
    return sorted((ROOT / "templates").rglob("*.html"))


def test_templates_carry_no_inline_script_style_or_handler():
    bad = []
    for path in own_templates():
        text = path.read_text()
        if re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text):
            bad.append(f"{path}: inline script")
        if re.search(r"<style\b|\sstyle=|\son[a-z]+=|hx-on|javascript:|hx-vals=['\"]js:", text):
            bad.append(f"{path}: inline style or handler")
        # Help texts are written by developers, and Django's own for passwords are lists.
        if "|safe" in text.replace("field.help_text|safe", "") or "autoescape off" in text:
            bad.append(f"{path}: unescaped output")

    assert not bad


def test_fragment_files_carry_their_id():
    """`_need_results.html` has a root element with the id `need-results`, where htmx swaps it."""
    text = "\n".join(path.read_text() for path in own_sources("views"))
    fragments = re.findall(r"[\"']([a-z-]+)[\"']:\s*[\"']([a-z_/]+/_[a-z_]+\.html)[\"']", text)

    assert fragments
    for element_id, template in fragments:
        assert f'id="{element_id}"' in (ROOT / "templates" / template).read_text(), template


def test_every_template_is_used():
    used_by_name = {"400.html", "403.html", "404.html", "500.html", "403_csrf.html", "base.html"}
    haystack = "\n".join(
        [path.read_text() for path in own_sources()]
        + [path.read_text() for path in own_templates()]
        + [path.read_text() for path in (ROOT / "tests").rglob("*.py")]
    )
    unused = []
    for path in own_templates():
        name = str(path.relative_to(ROOT / "templates"))
        if (
            name.startswith(("allauth/", "account/", "mfa/", "admin/", "registration/", "django/"))
            or name in used_by_name
        ):
            continue
        if name not in haystack:
            unused.append(name)

    assert not unused


def test_migrations_are_complete(db, capsys):
    call_command("makemigrations", dry_run=True, verbosity=1)

    assert "No changes detected" in capsys.readouterr().out


def test_every_model_has_a_factory():
    text = "\n".join(path.read_text() for path in (ROOT / "tests/factories").glob("*.py"))
    missing = [
        model.__name__
        for app in ("core", "needs", "roadmap", "partners")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.endswith("Event") and f"model = {model.__name__}" not in text
    ]

    assert not missing


def test_lock_files_name_no_index_and_carry_hashes():
    locks = ("requirements.lock", "requirements-scale.lock", "requirements-dev.lock", "tests/tools/bench/locust.lock")
    for name in locks:
        text = (ROOT / name).read_text()
        pins = re.findall(r"^[a-z0-9][a-z0-9._-]*==", text, flags=re.MULTILINE)

        assert "://" not in text
        assert text.count("--hash=sha256:") >= len(pins) > 20


def test_no_file_names_a_registry_or_cdn():
    hosts = re.compile(r"p[y]pi\.org|p[y]thonhosted|registry\.n[p]mjs|cdn\.[j]sdelivr|unp[k]g\.com")
    suffixes = {".py", ".html", ".md", ".toml", ".lock", ".css", ".js", ".yaml", ".yml", ".txt", ".csv"}
    folders = [ROOT / name for name in (*APPS, "templates", "static", "tests", "docs")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in suffixes]
    files += [path for path in ROOT.iterdir() if path.is_file()]

    named = [str(path) for path in files if hosts.search(path.read_text(errors="ignore"))]

    assert not named


def test_demonstration_entries_can_be_marked():
    """Every model that demonstration data writes to can be marked."""
    markable = {"Need", "NeedRevision", "Observation", "CountryIndicator", "Goal", "Response", "Programme", "Plan"}
    fields = {
        model.__name__: {field.name for field in model._meta.get_fields()}
        for app in ("needs", "roadmap", "partners")
        for model in apps.get_app_config(app).get_models()
    }

    assert all("is_demo" in fields[name] for name in markable)
