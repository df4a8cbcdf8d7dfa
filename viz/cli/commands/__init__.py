"""The commands of `backprop`, one file each: a new file here is a new command.

Each file defines `COMMAND`, a `viz.cli.command.Command`, under the command's name.
"""

from importlib import import_module
from pkgutil import iter_modules

from viz.cli.command import Command


def find_commands() -> dict[str, Command]:
    """Return the commands by name, in the order of the help.

    >>> [*find_commands()][:3]
    ['demo', 'learn', 'repl']
    """
    names = [module.name for module in iter_modules(__path__)]
    commands: dict[str, Command] = {
        name: import_module(f"{__name__}.{name}").COMMAND for name in names
    }
    return dict(sorted(commands.items(), key=lambda item: (item[1].position, item[0])))
