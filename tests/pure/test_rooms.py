"""The rooms of the addon: a folder of `models/` uses only itself and those named before it, by import or by `env[…]`.

A relational field may name any model: that says how records hang together, not who calls whom. A room extends a record
of an earlier one by `_inherit`, and a method that an earlier room calls is a hook there.
"""

import ast

import pytest
from test_layout import ADDON, ROOT, Module, modules

ROOMS = (
    "sequences", "timing", "subscriptions", "sending", "receiving", "recipients", "bulk", "notices", "presenters",
    "settings",
)  # fmt: skip


def room_of(module):
    """The room of a file in `models/`."""
    return module.path.parts[2]


def named_models(module):
    """(line, model) of all that is reached by `env["…"]` or `registry["…"]`."""
    return [
        (node.lineno, node.slice.value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and ast.unparse(node.value).rpartition(".")[2] == "env"
    ]


def made_models(module):
    """The names of the models that a file defines."""
    return [
        node.value.value
        for made in ast.walk(module.tree)
        if isinstance(made, ast.ClassDef)
        for node in made.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_name" and "." in str(node.value.value)
    ]


def uses_of_later_rooms(found, rooms=ROOMS):
    """A line for each use of a room that comes after the user's own."""
    home = {model: room_of(module) for module in found for model in made_models(module)}
    wrong = []
    for module in found:
        place = rooms.index(room_of(module))
        used = [(line, name, home[name]) for line, name in named_models(module) if name in home]
        prefix = f"{ADDON}.models."
        for line, name in module.imports:
            if name.startswith(prefix) and (room := name.removeprefix(prefix).partition(".")[0]) in rooms:
                used.append((line, name, room))
        wrong += [f"{module.path}:{line} {name}" for line, name, room in used if rooms.index(room) > place]
    return wrong


def files_of_rooms():
    return [module for module in modules(f"{ADDON}/models") if len(module.path.parts) > 3]


def test_every_file_of_models_is_in_a_room():
    assert {path.name for path in (ROOT / ADDON / "models").iterdir() if path.is_dir() and path.name[0] != "_"} == set(
        ROOMS
    )
    assert [module.path.name for module in modules(f"{ADDON}/models") if len(module.path.parts) == 3] == ["__init__.py"]


def test_a_room_uses_only_those_before_it():
    assert uses_of_later_rooms(files_of_rooms()) == []


class TestThisRule:
    @pytest.mark.parametrize(
        ("source", "wrong"),
        [
            ('self.env["b.record"]', ["1 b.record"]),
            ("from ..timing import x", [f"1 {ADDON}.models.timing.x"]),
            ('record_id = fields.Many2one("b.record")', []),
            ('self.env["a.record"]', []),
            ('self.env["res.partner"]', []),
        ],
    )
    def test_finds_what_it_is_meant_to_find(self, tmp_path, source, wrong):
        files = {
            "sequences/a.py": source + '\nclass A:\n    _name = "a.record"',
            "timing/b.py": 'class B:\n    _name = "b.record"\n    def f(self): self.env["a.record"]',
        }
        found = []
        for name, text in files.items():
            path = tmp_path / ADDON / "models" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            found.append(Module(path.relative_to(tmp_path), tmp_path))
        assert uses_of_later_rooms(found) == [f"{ADDON}/models/sequences/a.py:{end}" for end in wrong]
