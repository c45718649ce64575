"""Odoo's own checks of addons (its module ``test_lint``), on the addons of this project only.

Odoo runs them on all of its own addons. Findings about these are not ours, so each check sees our addons only, or only
its findings about our classes count. What Odoo's plugins for pylint check is in ``scripts/lint``.
"""

from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

from odoo.modules import Manifest
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name

from odoo.addons.test_lint.tests import (
    test_docstring,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_test_holes,
)

ROOT = Path(__file__).resolve().parents[2]
ADDONS = sorted(manifest.parent.name for manifest in ROOT.glob("*/__manifest__.py"))
# What decorators leave on a method. An override has to repeat them: Odoo looks at the last definition only.
MARKS = ("_api_model", "_api_private", "_autovacuum", "_constrains", "_depends", "_onchange", "_ondelete", "_readonly")


def our_module(python_class):
    """The addon of this project that defines the class, or None."""
    words = (getattr(python_class, "__module__", "") or "").split(".")
    return words[2] if words[:2] == ["odoo", "addons"] and words[2] in ADDONS else None


def our_models():
    """``{name: class}`` of the models that our addons define or extend."""
    return {name: model for name, model in Registry(get_db_name()).items() if any(map(our_module, model.mro()))}


class OnOurFiles(BaseCase):
    """Lets the checks that go through all addons see ours only."""

    def setUp(self):
        super().setUp()
        manifests = [Manifest.for_addon(name) for name in ADDONS]
        self.assertTrue(all(manifests))
        self.startPatcher(patch.object(Manifest, "all_addon_manifests", lambda: manifests))


class OnOurModels(BaseCase):
    """Lets the checks that go through the registry see the models that ours define or extend."""

    def setUp(self):
        super().setUp()
        for module in (test_docstring, test_naming, test_override_signatures):
            self.startPatcher(patch.object(module, "Registry", lambda _database: our_models()))


@tagged("-at_install", "post_install")
class TestTheseChecks(BaseCase):
    def test_see_each_addon(self):
        seen = {our_module(python_class) for model in our_models().values() for python_class in model.mro()}
        self.assertEqual(seen - {None}, {addon for addon in ADDONS if (ROOT / addon / "models").exists()})


@tagged("-at_install", "post_install")
class TestOverrideSignatures(OnOurModels, test_override_signatures.TestLintOverrideSignatures):
    """Overrides keep the decorators and parameters of what they override."""

    @contextmanager
    def subTest(self, *, module, **words):  # noqa: N802
        with super().subTest(module=module, **words) if module in ADDONS else suppress(TypeError):
            yield

    def test_overrides_keep_all_decorators(self):
        """Those of private methods, too, which Odoo's check leaves out."""
        for name, model in our_models().items():
            classes = model.mro()[1:-1]
            for place, override in enumerate(classes):
                for method, function in vars(override).items() if our_module(override) else ():
                    original = next((vars(c)[method] for c in classes[place + 1 :] if method in vars(c)), None)
                    with super().subTest(model=name, method=method):
                        self.assertFalse([mark for mark in MARKS if hasattr(original, mark) > hasattr(function, mark)])


@tagged("-at_install", "post_install")
class TestNaming(OnOurModels, test_naming.TestNaming):
    """Public methods have no parameter that RPC uses itself."""


@tagged("-at_install", "post_install")
class TestDocstring(OnOurModels, test_docstring.TestDocstring):
    """Docstrings name the parameters that there are."""

    @contextmanager
    def subTest(self, *, module, **words):  # noqa: N802
        with super().subTest(module=module, **words) if module in ADDONS else suppress(AssertionError, ValueError):
            yield


@tagged("-at_install", "post_install")
class TestIndex(test_index.TestIndex):
    """The inverse fields of our One2many fields have an index."""

    INDEXED = {"email.sequence.subscription.sequence_id"}  # as the first key of _standing_idx

    def setUp(self):
        super().setUp()
        known = test_index.BTREE_INDEX_IGNORE_FIELDS | self.INDEXED
        self.startPatcher(patch.object(test_index, "BTREE_INDEX_IGNORE_FIELDS", known))

    def fail(self, msg=None):
        found = [line for line in str(msg).splitlines() if "email_sequence" in line or "email.sequence" in line]
        if found:
            super().fail("\n".join(found))


@tagged("-at_install", "post_install")
class TestPotFiles(test_pofile.PotLinter):
    """Each text is in its template of translations once."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(test_pofile, "get_modules", lambda: ADDONS))


class TestDunderInit(OnOurFiles, test_dunderinit.TestDunderinit):
    """Each addon is a package."""


class TestTestHoles(OnOurFiles, test_test_holes.TestTestHoles):
    """``tests/__init__.py`` imports each file of tests, once."""


class TestManifests(OnOurFiles, test_manifests.ManifestLinter):
    """Manifests have no unknown key, and no key that says what is the default."""


class TestOnchangeDomains(OnOurFiles, test_onchange_domains.TestOnchangeDomains):
    """No onchange returns a domain."""


class TestOrmImport(OnOurFiles, test_orm_import.TestDunderinit):
    """Nothing imports ``odoo.orm``."""


class TestJsTranslations(OnOurFiles, test_jstranslate.TestJsTranslations):
    """No text that JavaScript translates has values in it."""


class TestXmlTranslations(OnOurFiles, test_i18n.TestI18n):
    """Texts that templates give to components are translated."""
