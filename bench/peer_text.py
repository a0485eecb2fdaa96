#!/usr/bin/env python3
"""scikit-learn as the bench of text asks it: TF-IDF of words and characters, logistic regression.

usage: peer_text.py FOLDER     one JSON request a line in, one JSON answer a line out

{"do": "fit", "file": F}               learns the label of all texts; seconds of this thread
{"do": "score", "file": F, "count": N} scores N texts in one batch; nanoseconds a text
{"do": "cross", "file": F}             the score of each text by a model that has not seen its fold
"""

import json
import pathlib
import sys
import time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union


def pipeline():
    """The usual strong baseline: words 1-2 and characters 2-5, sublinear, balanced."""
    how = {"sublinear_tf": True, "min_df": 2}
    return make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), **how),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **how),
        ),
        LogisticRegression(C=4, class_weight="balanced", max_iter=1000),
    )


def rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def cross(texts, labels, folds):
    scores = [0.0] * len(texts)
    for fold in sorted(set(folds)):
        taught = [at for at, own in enumerate(folds) if own != fold]
        asked = [at for at, own in enumerate(folds) if own == fold]
        model = pipeline().fit([texts[at] for at in taught], [labels[at] for at in taught])
        for at, score in zip(asked, model.decision_function([texts[at] for at in asked])):
            scores[at] = float(score)
    return scores


def main(folder):
    model = None
    for line in sys.stdin:
        request = json.loads(line)
        known = rows(folder / request["file"])
        texts, labels = [row["text"] for row in known], [bool(row["label"]) for row in known]
        if request["do"] == "fit":
            start = time.thread_time_ns()
            model = pipeline().fit(texts, labels)
            answer = {"seconds": (time.thread_time_ns() - start) / 1e9}
        elif request["do"] == "score":
            # Spread over the file, so that all languages are among them.
            step = max(1, len(texts) // request["count"])
            chosen = texts[::step][: request["count"]]
            start = time.thread_time_ns()
            model.decision_function(chosen)
            answer = {"ns": (time.thread_time_ns() - start) / len(chosen)}
        else:
            answer = {"scores": cross(texts, labels, [row["fold"] for row in known])}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
