"""Migration scripts as modules: their names are no names of Python."""

from importlib.util import module_from_spec, spec_from_file_location

from odoo.modules.module import get_module_path


def migration(name):
    """The module of ``migrations/<name>.py``."""
    spec = spec_from_file_location(name, f"{get_module_path('email_sequence')}/migrations/{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
