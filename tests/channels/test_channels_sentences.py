"""Every sentence that a channel says can be read in Spanish."""

import ast
import re
from pathlib import Path

from core.domain.outcomes import CODES
from core.text.catalog import messages

CHANNELS = Path(__file__).parents[2] / "core" / "channels"
SPEAKS_TO_CUSTOMERS = {"twilio_voice_script.py"}


def sentences_in(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    texts = [n.body[0].value for n in ast.walk(tree) if isinstance(n, documented) and n.body and isinstance(n.body[0], ast.Expr)]
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in texts
        if is_text and re.fullmatch(r"[A-Z]\S* .*\.", node.value):
            yield node.value


def test_every_sentence_of_the_channels_is_in_the_spanish_catalog():
    said = {s for path in CHANNELS.glob("*.py") if path.name not in SPEAKS_TO_CUSTOMERS for s in sentences_in(path)}
    said |= {sentence for _, sentence in CODES.values()}
    assert len(said) > 80
    assert said - messages("es").keys() == set()
