"""What the start says, in the reader's language, before any library is installed: the product's own catalogs need one."""

from __future__ import annotations

import os

TEXT = {
    "about": ("Prepara y abre Recaudo en su navegador.", "Sets Recaudo up and opens it in your browser."),
    "epilog": ("«start.py test [opciones de pytest]» corre las pruebas.", "'start.py test [pytest options]' runs the tests."),
    "port": ("puerto local (8501 si no se indica)", "local port (8501 unless given)"),
    "data": ("carpeta de los datos", "folder of the data"),
    "no-browser": ("no abrir el navegador", "do not open the browser"),
    "demo": ("cargar datos inventados si aún no hay empresa", "load invented data when there is no company yet"),
    "taken": (
        "El puerto {port} está ocupado: quizá Recaudo ya está abierto en http://127.0.0.1:{port}. Si no, elija otro con --port {other}.",
        "Port {port} is in use: Recaudo may already be open at http://127.0.0.1:{port}. If not, choose another with --port {other}.",
    ),
    "bad port": (
        "{port} no es un puerto que se pueda usar: indique con --port un número entre 1024 y 65535.",
        "{port} is not a port that can be used: give --port a number from 1024 to 65535.",
    ),
    "unwritable": (
        "No se puede escribir en la carpeta {folder} ({why}). Elija otra con --data.",
        "The folder {folder} cannot be written to ({why}). Choose another with --data.",
    ),
    "unwritable repo": (
        "No se puede escribir en {folder} ({why}). Copie Recaudo a una carpeta suya.",
        "{folder} cannot be written to ({why}). Copy Recaudo to a folder of your own.",
    ),
    "data at": ("Sus datos están en {folder}", "Your data is in {folder}"),
    "no venv": (
        "A este Python le falta el módulo venv. En Debian o Ubuntu: sudo apt install python3-venv (o python{version}-venv).",
        "This Python lacks the venv module. On Debian or Ubuntu: sudo apt install python3-venv (or python{version}-venv).",
    ),
    "installing": (
        "Instalando {count} bibliotecas; solo la primera vez o cuando cambian.",
        "Installing {count} libraries; only the first time or when they change.",
    ),
    "not installed": (
        "No se pudieron instalar las bibliotecas (el motivo está arriba). Revise la conexión a internet y repita: "
        "lo ya descargado no se pierde.",
        "The libraries could not be installed (the reason is above). Check the internet connection and try again: "
        "what was downloaded is kept.",
    ),
    "not migrated": (
        "La base de datos no se pudo preparar (el motivo está arriba). No se abrió nada.",
        "The database could not be prepared (the reason is above). Nothing was opened.",
    ),
    "ready": ("Recaudo está listo en {url} (Ctrl-C para detenerlo).", "Recaudo is ready at {url} (Ctrl-C stops it)."),
    "no answer": (
        "Recaudo no respondió en {seconds} segundos; sigue intentando en {url}.",
        "Recaudo did not answer within {seconds} seconds; it goes on trying at {url}.",
    ),
    "died": (
        "Recaudo se detuvo solo (código {code}). El motivo está arriba o en la carpeta de datos.",
        "Recaudo stopped by itself (code {code}). The reason is above or in the data folder.",
    ),
    "stopped": ("Recaudo se detuvo. Sus datos están guardados.", "Recaudo has stopped. Your data is saved."),
    "no chromium": (
        "ATENCIÓN: no hay Chromium ni Chrome: las pruebas en navegador NO SE CORREN. Instale uno o indíquelo en CHROMIUM.",
        "ATTENTION: there is no Chromium or Chrome: the browser tests DO NOT RUN. Install one or name it in CHROMIUM.",
    ),
}


def is_spanish() -> bool:
    """Whether the reader's system speaks Spanish: by LC_ALL, LC_MESSAGES and LANG, on Windows by its own setting."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    if not spoken and os.name == "nt":
        import ctypes

        return ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x0A  # type: ignore[attr-defined]
    return spoken.lower().startswith("es")


def words(key: str, **values: object) -> str:
    """A sentence in the reader's language, its {fields} filled."""
    return TEXT[key][0 if is_spanish() else 1].format(**values)


def tell(key: str, **values: object) -> None:
    """Print a sentence at once."""
    print(words(key, **values), flush=True)


class Stop(Exception):
    """The start cannot go on; carries the sentence that says why."""
