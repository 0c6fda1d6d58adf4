"""Builds or scores the documents of one task with lm-evaluation-harness, and prints what that took.

lm_eval_tasks.py DIRECTORY TASK ANSWERS: DIRECTORY holds the task's YAML; ANSWERS is a JSON Lines file of one text a document, or "-" to
build requests. Reading the task and its rows is not counted.
"""

import json
import sys
import time

from lm_eval.tasks import TaskManager, get_task_dict

directory, name, answers = sys.argv[1:4]
task = get_task_dict([name], TaskManager(include_path=directory, include_defaults=False))[name]
task.set_fewshot_seed(1234)


def build():
    task.build_all_requests(
        limit=None, rank=0, world_size=1, cache_requests=False, rewrite_requests_cache=False,
        system_instruction=None, apply_chat_template=False, fewshot_as_multiturn=False, chat_template=None, tokenizer_name="",
    )


def score():
    task.apply_filters()
    total = 0
    for instance in task.instances:
        for response in instance.filtered_resps.values():
            total += sum(task.process_results(instance.doc, [response]).values())
    return total


def measured(work):
    began = time.process_time()
    result = work()
    return result, time.process_time() - began


if answers == "-":
    total, seconds = measured(build)
else:
    build()
    with open(answers, encoding="utf-8") as lines:
        for instance, line in zip(task.instances, lines):
            instance.resps = [json.loads(line)]
    total, seconds = measured(score)
print(json.dumps({"documents": len(task.instances), "cpuSeconds": seconds, "total": total}))
