"""Makes vectors.jsonl with lm-evaluation-harness 0.4.9 itself: pip install lm_eval==0.4.9 langdetect nltk immutabledict.

Usage: python make-vectors.py COUNT SEED > vectors.jsonl. Each line is a document with one instruction, a response, and whether the
response follows strictly and loosely. Without nltk's punkt data the text is tokenized as one sentence; number_sentences, which
needs it, is left out.
"""
import json
import logging
import random
import sys

logging.disable(logging.CRITICAL)
try:  # a stand-in for heavy parts of the package that this does not need
    import stubs  # noqa: F401
except ImportError:
    pass

import langdetect
import nltk
from nltk.tokenize import NLTKWordTokenizer

langdetect.DetectorFactory.seed = 0
real_stdout, sys.stdout = sys.stdout, sys.stderr
from lm_eval.tasks.ifeval import instructions_registry, utils  # noqa: E402

sys.stdout = real_stdout
nltk.word_tokenize = NLTKWordTokenizer().tokenize

PIECES = [
    "The answer is 42.", "Hello, world!", "* first point", "* second *point*", "- a dash", "**bold words** here", "*one* and *two*",
    "[name] lives in [city]", "<<Poem of Joy>>", "<< >>", "Section 1", "SECTION 2: more", "Section three", "***", "******", "***\n\n***",
    "P.S. I forgot.", "p. s. also", "P.P.S Not this", "P.P.S. this", '"quoted text"', '"', "My answer is yes.", "My answer is no", '{"a": 1, "b": [NaN]}',
    "```json\n{}\n```", "```\n[1, 2]\n```", "```JSON\n{'a'}\n```", "NASA and the U.S. WON'T DO IT", "IT'S MINE", "CAN'T cannot GONNA", "I.B.M. IS OK", "ÉTÉ À ÖL",
    "naïve café résumé", "日本語 テキスト です", "emoji 👩‍🔬 and \U0001d538", "tabs\tand\u00a0nbsp\u2028line", "\r\nwindows\r\n", "under_score x2 3.14 1,000", "--", "don't 'tis 'twas",
    "hyphen-ated WELL-KNOWN", "a\x1cb\x85c", "ſ İ ı ß", "Any other questions?", "IS THERE ANYTHING ELSE I CAN HELP WITH?", "end", "word word Word WORD", "", " ", "\n", "\n\n",
    "In the middle of the night the old man walked slowly to the river and looked at the stars.",
    "THE OLD MAN WALKED SLOWLY TO THE RIVER AND LOOKED AT THE STARS ABOVE THE QUIET TOWN.",
    "the small children played in the garden until their mother called them home for dinner.",
    "La vie est belle et le soleil brille sur les montagnes chaque matin.", "Das Leben ist schön und die Sonne scheint jeden Morgen.",
]
WORDS = ["word", "the", "point", "answer", "café", "stars", "river", "C++", "a.b", "1", "IS", "straße", "end", "İ", "日本語", "(", "x|y"]
LONG = PIECES[-5:]


def response(rng):
    joint = rng.choice([" ", "\n", "\n\n", "\n", "\n\n", " * "])
    text = joint.join(rng.choice(PIECES) for _ in range(rng.randint(1, 7)))
    return rng.choice([text, text, f'"{text}"', text + "\n***", "Sure!\n" + text, f"```json\n{text}\n```"])


def spoken(rng):
    text = " ".join(rng.sample(LONG, 1) * rng.randint(1, 3))
    # Of capitals langdetect sees single letters only, and takes French ones for English: left out.
    return rng.choice([text, text, text.upper() if text.isascii() and " the " in text.lower() else text, text.lower(), "...", "123 456"])


RELATION = ["less than", "at least"]
KWARGS = {
    "keywords:existence": lambda r: {"keywords": r.sample([w for w in WORDS if w not in ("C++", "(")], 2)},
    "keywords:frequency": lambda r: {"keyword": r.choice([w for w in WORDS if w not in ("C++", "(")]), "frequency": r.randint(1, 4), "relation": r.choice(RELATION)},
    "keywords:forbidden_words": lambda r: {"forbidden_words": r.sample([w for w in WORDS if w not in ("C++", "(")], 2)},
    "keywords:letter_frequency": lambda r: {"letter": r.choice("aeiosxEZ"), "let_frequency": r.randint(1, 12), "let_relation": r.choice(RELATION)},
    "language:response_language": lambda r: {"language": r.choice(["en", "fr", "de"])},
    "length_constraints:number_paragraphs": lambda r: {"num_paragraphs": r.randint(1, 4)},
    "length_constraints:number_words": lambda r: {"num_words": r.randint(1, 40), "relation": r.choice(RELATION)},
    "length_constraints:nth_paragraph_first_word": lambda r: (lambda n: {"num_paragraphs": n, "nth_paragraph": r.randint(1, n), "first_word": r.choice(["the", "hello", "My", "in", "sure", "section"])})(r.randint(1, 4)),
    "detectable_content:number_placeholders": lambda r: {"num_placeholders": r.randint(1, 4)},
    "detectable_content:postscript": lambda r: {"postscript_marker": r.choice(["P.S.", "P.P.S", "Note:"])},
    "detectable_format:number_bullet_lists": lambda r: {"num_bullets": r.randint(1, 4)},
    "detectable_format:constrained_response": lambda r: {},
    "detectable_format:number_highlighted_sections": lambda r: {"num_highlights": r.randint(1, 5)},
    "detectable_format:multiple_sections": lambda r: {"section_spliter": r.choice(["Section", "SECTION"]), "num_sections": r.randint(1, 3)},
    "detectable_format:json_format": lambda r: {},
    "detectable_format:title": lambda r: {},
    "combination:two_responses": lambda r: {},
    "combination:repeat_prompt": lambda r: {"prompt_to_repeat": r.choice(["Hello, world!", "the answer IS", " Section 1"])},
    "startend:end_checker": lambda r: {"end_phrase": r.choice(["Any other questions?", " end ", "the stars.", "***"])},
    "change_case:capital_word_frequency": lambda r: {"capital_frequency": r.randint(1, 9), "capital_relation": r.choice(RELATION)},
    "change_case:english_capital": lambda r: {},
    "change_case:english_lowercase": lambda r: {},
    "punctuation:no_comma": lambda r: {},
    "startend:quotation": lambda r: {},
}


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    for at in range(count):
        name = list(KWARGS)[at % len(KWARGS)]
        kwargs = KWARGS[name](rng)
        speaks = name.startswith("language") or name.startswith("change_case:english")
        text = spoken(rng) if speaks else response(rng)
        document = {"key": at, "instruction_id_list": [name], "prompt": "", "kwargs": [kwargs]}
        try:
            found = utils.process_results(document, [text])
        except Exception as error:  # the harness stops here
            print(f"{name} {kwargs}: {error!r}", file=sys.stderr)
            continue
        print(json.dumps({"instruction": name, "kwargs": kwargs, "response": text, "strict": bool(found["prompt_level_strict_acc"]), "loose": bool(found["prompt_level_loose_acc"])}, ensure_ascii=False))


main()
