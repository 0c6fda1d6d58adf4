"""Asks a server as users of the official `openai` client do, and counts what held. Run by run-openai-python.ts."""

import asyncio
import os
import sys
import time
import traceback
import urllib.request

import openai
from openai import AsyncOpenAI, OpenAI

URL = os.environ["ASSAY_URL"] + "/v1"
KEY = os.environ["ASSAY_KEY"]
UPSTREAM = os.environ["UPSTREAM_URL"]
TEXT = "It is 42 。"
MESSAGES = [{"role": "user", "content": "What is 6 x 7?"}]
TOOLS = [{"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {}}}}]
CASES = []


def case(function):
    CASES.append(function)
    return function


def client(**options):
    return OpenAI(**{"base_url": URL, "api_key": KEY, "max_retries": 0, **options})


def departures(play):
    with urllib.request.urlopen(f"{UPSTREAM}/departures/{play}") as response:
        return int(response.read())


def until(condition, what):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def raised(kind, ask):
    try:
        ask()
    except openai.OpenAIError as error:
        assert type(error) is kind, f"{type(error).__name__}: {error}"
        return error
    raise AssertionError(f"no {kind.__name__} was raised")


def chat(model, **more):
    return client().chat.completions.create(model=model, messages=MESSAGES, **more)


@case
def chats():
    answer = chat("chat", temperature=0.2, seed=5, extra_body={"unheard_of": {"a": 1}})
    assert answer.choices[0].message.content == TEXT
    assert answer.usage.total_tokens == 8
    assert answer._request_id.startswith("req_")


@case
def tells_who_answered():
    raw = client().chat.completions.with_raw_response.create(model="chat", messages=MESSAGES)
    assert raw.headers["x-assay-worker"] == "chat" and raw.headers["x-assay-attempts"] == "1"
    assert raw.parse().choices[0].finish_reason == "stop"


@case
def streams():
    events = list(chat("chat", stream=True))
    assert "".join(event.choices[0].delta.content or "" for event in events) == TEXT
    assert events[-1].choices[0].finish_reason == "stop"
    assert all(event.choices for event in events), "usage was not asked for"


@case
def streams_with_usage():
    events = list(chat("chat", stream=True, stream_options={"include_usage": True}))
    assert events[-1].choices == [] and events[-1].usage.completion_tokens == 5


@case
def streams_by_its_helper():
    with client().chat.completions.stream(model="chat", messages=MESSAGES) as stream:
        kinds = [event.type for event in stream]
        assert stream.get_final_completion().choices[0].message.content == TEXT
    assert "content.delta" in kinds and "content.done" in kinds


@case
def calls_tools():
    call = chat("tools", tools=TOOLS).choices[0].message.tool_calls[0]
    assert (call.function.name, call.function.arguments) == ("add", '{"a": 17, "b": 25}')


@case
def streams_tools():
    arguments = ""
    for event in chat("tools", tools=TOOLS, stream=True):
        for call in event.choices[0].delta.tool_calls or []:
            arguments += call.function.arguments or ""
    assert arguments == '{"a": 17, "b": 25}'


@case
def chats_asynchronously():
    async def ask():
        async with AsyncOpenAI(base_url=URL, api_key=KEY) as own:
            answers = await asyncio.gather(*[own.chat.completions.create(model="chat", messages=MESSAGES) for _ in range(8)])
            streamed = ""
            async for event in await own.chat.completions.create(model="chat", messages=MESSAGES, stream=True):
                streamed += event.choices[0].delta.content or ""
            return [answer.choices[0].message.content for answer in answers] + [streamed]

    assert set(asyncio.run(ask())) == {TEXT}


@case
def completes():
    answer = client().completions.create(model="text", prompt=["a", "b"], max_tokens=4)
    assert [choice.text for choice in answer.choices] == [TEXT, TEXT]
    events = client().completions.create(model="text", prompt="a", stream=True)
    assert "".join(event.choices[0].text for event in events) == TEXT


@case
def embeds():
    create = client().embeddings.create
    assert create(model="e", input="a text").data[0].embedding == [0.25, -0.5]
    assert [one.index for one in create(model="vectors", input=["a", "b"], encoding_format="float", dimensions=2).data] == [0, 1]
    assert len(create(model="e", input=[1, 2, 3]).data) == 1 and len(create(model="e", input=[[1], [2]]).data) == 2
    assert raised(openai.BadRequestError, lambda: create(model="assay/auto", input="a")).param == "model"
    raised(openai.NotFoundError, lambda: create(model="chat", input="a"))


@case
def lists_models():
    ids = [model.id for model in client().models.list()]
    assert {"assay/auto", "chat", "shared", "e"} <= set(ids)
    assert client().models.retrieve("shared").object == "model"
    raised(openai.NotFoundError, lambda: client().models.retrieve("none"))


@case
def leaves_a_stream():
    before = departures("stalling")
    with chat("stalling", stream=True) as stream:
        assert next(iter(stream)).choices[0].delta.content == "half"
    until(lambda: departures("stalling") > before, "the upstream was not left")


@case
def times_out_and_leaves():
    before = departures("slow")
    raised(openai.APITimeoutError, lambda: client(timeout=0.3).chat.completions.create(model="slow", messages=MESSAGES))
    until(lambda: departures("slow") > before, "the upstream was not left")


@case
def a_broken_stream_is_an_error():
    seen = []

    def read():
        for event in chat("cut", stream=True):
            seen.append(event.choices[0].delta.content)

    assert "broke off" in str(raised(openai.APIError, read))
    assert seen == ["half"]


@case
def falls_over():
    for _ in range(6):
        assert chat("shared").choices[0].message.content == TEXT
        assert "".join(event.choices[0].delta.content or "" for event in chat("shared", stream=True)) == TEXT


@case
def error_classes():
    error = raised(openai.NotFoundError, lambda: chat("gamma"))
    assert (error.code, error.param, error.type) == ("model_not_found", "model", "invalid_request_error")
    assert "too long" in str(raised(openai.BadRequestError, lambda: chat("refusing")))
    assert raised(openai.BadRequestError, lambda: client().chat.completions.create(model="chat", messages=[])).param == "messages"
    raised(openai.AuthenticationError, lambda: client(api_key="wrong").models.list())
    raised(openai.InternalServerError, lambda: chat("broken"))


@case
def limits_are_told_once():
    # Whatever it would repeat by itself: we have tried already, and say so.
    error = raised(openai.RateLimitError, lambda: client(max_retries=2).chat.completions.create(model="limited", messages=MESSAGES))
    assert error.response.headers["retry-after"] == "7" and error.response.headers["x-should-retry"] == "false"
    error = raised(openai.InternalServerError, lambda: client(max_retries=2).chat.completions.create(model="limited", messages=MESSAGES))
    assert error.status_code == 503 and error.code == "workers_cooling"


def main():
    failed = 0
    for function in CASES:
        try:
            function()
            print(f"  ok      {function.__name__}")
        except Exception:
            failed += 1
            print(f"  failed  {function.__name__}\n{traceback.format_exc()}")
    print(f"{len(CASES) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
