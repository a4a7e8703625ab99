# SPDX-License-Identifier: MIT
"""A server whose WebSocket is in order, and which says in it what makes no sense, or harm.

JSON, and the members of messages, are tested more finely in tests/json and tests/janus, and what the machine makes of them in
tests/core; here the whole program meets them.
"""

from typing import Callable, Optional

import pytest

from fake_janus import HANDLE, OWN_ID, STEPS, FakeJanus, Hook, answer_sdp, host_candidate
from hostile_cases import BOUND, Case, assert_understandable, fake
from hostile_server import Connection, HostileServer

FOREIGN = 1234567


def say(*messages: object) -> Hook:
    """Says this before the honest answer."""

    def hook(janus: FakeJanus, request: dict) -> bool:
        for message in messages:
            janus.connection.send(message)
        return False

    return hook


def instead(make: Callable[[FakeJanus, dict], object]) -> Hook:
    """Says this in place of the honest answer."""

    def hook(janus: FakeJanus, request: dict) -> bool:
        janus.connection.send(make(janus, request))
        return True

    return hook


# --- not understood ---------------------------------------------------------------------------------------------

KICK = {"audiobridge": "event", "room": 1, "kicked": OWN_ID}


def number(text: str) -> str:
    """A newcomer with this number."""
    data = '{"audiobridge":"joined","room":1,"participants":[{"id":%s,"display":"odd"}]}' % text
    return '{"janus":"event","sender":%d,"plugindata":{"plugin":"janus.plugin.audiobridge","data":%s}}' % (HANDLE, data)


UNREADABLE = {
    "no JSON": ["", " \t\r\n ", "{", "nonsense", "{}{}", "{'janus':'ack'}", b"\xef\xbb\xbf{}"],
    "no object": ["[]", "1", "null", '"janus"', '[{"janus":"hangup"}]'],
    "deep": ["[" * 100_000, '{"janus":' * 100_000, "[" * 100_000 + "]" * 100_000],
    "numbers": [number(text) for text in ("-1", "1.5", "1e3", "18446744073709551616", "1e400", "1e-2147483647", "0x7")],
    "text": [b'{"janus":"\xff"}', b'{"janus":"\xed\xa0\x80"}', '{"janus":"\\ud800"}', '{"janus":"\\udc00\\ud800"}',
             '{"janus":"a\\u0000b"}', b'{"janus":"a\0b"}', b'{"janus":"\xc0\xaf"}'],
    "twice the same": ['{"janus":"ack","janus":"hangup"}', '{"janus":"event","plugindata":{"data":{},"data":{}}}'],
    "wrong types": [{"janus": 5}, {"janus": "hangup", "session_id": "1"}, {"janus": "webrtcup", "sender": -1},
                    {"janus": "event", "plugindata": []}, {"janus": "media", "type": "audio", "receiving": "yes"}],
}  # fmt: skip


def test_what_is_not_understood_is_passed_over(talk):
    """One run for each kind, all at once: a single warning, and the conference goes on until somebody kicks us."""
    servers, runs = [], {}
    for kind, messages in UNREADABLE.items():

        def after(janus: FakeJanus, request: dict, messages: list = messages) -> bool:
            janus.answer(request)
            for message in messages:
                janus.connection.send(message)
            janus.kick()
            return True

        servers.append(HostileServer(fake(configure=after)).__enter__())
        runs[kind] = talk("join", "--room", 1, "--url", servers[-1].url, "--input", "null", "--output", "null",
                          "--events", name=kind.replace(" ", "-"))  # fmt: skip
    for run in runs.values():
        run.finish(expect=10, timeout=BOUND)
        warnings = [event for event in run.of_type("warning") if event["name"] == "protocol"]
        assert len(warnings) == 1, run.story()
        assert not run.of_type("participant")[:-1], run.story()
        assert_understandable(run, "not understood")
    for server in servers:
        server.__exit__(None)


def test_a_stream_of_nonsense_ends_the_conference(meet):
    meet(Case(fake(join=say(*["nonsense"] * 30)), 14, "keeps sending messages that are not understood"))


@pytest.mark.parametrize("step", ["create", "attach", "join", "configure"])
def test_an_answer_that_can_not_be_read_is_not_waited_for(meet, step: str):
    garbled = instead(lambda janus, request: {"janus": [], "transaction": request["transaction"]})
    meet(Case(fake(**{step: garbled}), 14, "not understood"))


@pytest.mark.parametrize("step", ["create", "attach", "join", "configure"])
def test_an_answer_of_the_wrong_kind_is_not_waited_for(meet, step: str):
    wrong = instead(lambda janus, request: {"janus": "server_info", "transaction": request["transaction"]})
    meet(Case(fake(**{step: wrong}), 14, "something else"))


@pytest.mark.parametrize("code, expect", [(403, 4), (454, 14), (458, 12), (490, 14), (999_999, 14), (-5, 14)])
def test_an_error_without_transaction_is_about_the_open_request(meet, code: int, expect: int):
    error = {"janus": "error", "error": {"code": code, "reason": "\x1b[31m" + "x" * 500_000}}
    meet(Case(fake(join=instead(lambda janus, request: error)), expect, "Could not join the room"))


# --- understood, and not meant for us, or at the wrong time -----------------------------------------------------


def strangers(janus: FakeJanus) -> "list[dict]":
    """What others should have got, or nobody."""
    news = janus.people({"id": 666, "display": "stranger"})
    kick = janus.event(KICK)
    return [
        {**news, "session_id": FOREIGN}, {**news, "sender": FOREIGN},
        {**kick, "session_id": FOREIGN}, {**kick, "sender": FOREIGN},
        {"janus": "hangup", "session_id": FOREIGN, "sender": HANDLE, "reason": "x"},
        {"janus": "detached", "session_id": janus.session, "sender": FOREIGN},
        {"janus": "timeout", "session_id": FOREIGN},
        {"janus": "success", "transaction": "nobody", "data": {"id": FOREIGN}},
        {"janus": "error", "transaction": "nobody", "error": {"code": 403, "reason": "go"}},
        {"janus": "ack", "transaction": "nobody"},
        {"janus": "a new kind", "session_id": janus.session, "x": [None, {"deep": 1.5}]},
        janus.event({"audiobridge": "a new kind", "x": None}),
        janus.event({"audiobridge": "event", "x": None}),
        {**janus.event({"audiobridge": "joined"}), "plugindata": {"plugin": "another", "data": {"kicked": OWN_ID}}},
    ]  # fmt: skip


def test_messages_to_others_are_none_of_our_business(meet):
    """Before and after each honest answer; acks come twice, and answers also, and early."""

    def answer(janus: FakeJanus, request: dict) -> bool:
        honest = janus.answers(request)
        for message in [*strangers(janus), *reversed(honest), *honest, *strangers(janus)]:
            janus.connection.send(message)
        if "jsep" in request:
            janus.kick()
        return True

    alice = meet(Case(fake(**dict.fromkeys(STEPS, answer)), 10, "kicked"))
    assert "stranger" not in alice.stdout.text
    assert len(alice.of_type("joined")) == 1
    states = [event["to"] for event in alice.of_type("state")]
    assert states == ["connecting", "creating", "attaching", "joining", "configuring", "trickling", "leaving", "ended"]


def test_events_of_the_room_in_any_order(meet):
    """Who was never there leaves, talks and is kicked; who is there comes again; ids have 64 bits; names are no text."""
    biggest = (1 << 64) - 1

    def after(janus: FakeJanus, request: dict) -> bool:
        janus.answer(request)
        for data in (
            {"audiobridge": "event", "leaving": 1}, {"audiobridge": "event", "kicked": 2},
            {"audiobridge": "talking", "id": 3}, {"audiobridge": "stopped-talking", "id": 3},
            {"audiobridge": "event", "suspended": 4, "participants": []},
            {"audiobridge": "joined", "participants": [{"id": 5, "display": "eve"}, {"id": 5, "display": "eve"}]},
            {"audiobridge": "joined", "participants": [{"id": 5, "display": "eve", "setup": None, "muted": "no"}]},
            {"audiobridge": "event", "leaving": 5}, {"audiobridge": "event", "leaving": 5},
            {"audiobridge": "joined", "participants": [{"id": biggest, "display": ["mallory"]}]},
            {"audiobridge": "joined", "participants": [{"id": 1 << 53, "display": None}]},
            {"audiobridge": "event", "participants": [{"id": OWN_ID, "display": "not me", "talking": True}]},
        ):  # fmt: skip
            janus.connection.send(janus.event(data))
        janus.kick()
        return True

    alice = meet(Case(fake(configure=after), 10, "kicked"))
    told = [(event["change"], event["id"], event.get("display")) for event in alice.of_type("participant")]
    assert told == [
        ("joined", 5, "eve"), ("left", 5, "eve"), ("joined", biggest, None), ("joined", 1 << 53, None),
        ("kicked", OWN_ID, "alice"),
    ]  # fmt: skip
    assert not alice.of_type("talking")


# --- media ------------------------------------------------------------------------------------------------------


def answering(change: "Callable[[dict], Optional[dict]]") -> Hook:
    """The answer to the offer is what `change` makes of an acceptable one."""

    def hook(janus: FakeJanus, request: dict) -> bool:
        for message in janus.answers(request):
            if "jsep" in message:
                message["jsep"] = change(message["jsep"])
            janus.connection.send(message)
        return True

    return hook


ANSWERS = {
    "empty": lambda jsep: {**jsep, "sdp": ""},
    "absurd": lambda jsep: {**jsep, "sdp": "v=0\r\nm=\r\nm=m=\x1b[31m\r\na=" + "mid" * 1000},
    "an offer": lambda jsep: {**jsep, "type": "offer"},
    "neither": lambda jsep: {**jsep, "type": "rollback"},
    "nothing": lambda jsep: None,
    "no text": lambda jsep: {**jsep, "sdp": [1]},
    "500 kB": lambda jsep: {**jsep, "sdp": jsep["sdp"] + "a=x\r\n" * 100_000},
    "10 MB": lambda jsep: {**jsep, "sdp": jsep["sdp"] + "a=x\r\n" * 2_000_000},
}


@pytest.mark.parametrize("change", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_to_the_offer_that_is_none(meet, change):
    meet(Case(fake(configure=answering(change)), 14, ""))


def naming(candidates: "list[str]") -> Hook:
    """An honest answer without any candidate, and then all of these, trickled."""

    def hook(janus: FakeJanus, request: dict) -> bool:
        janus.answer(request)
        for candidate in candidates:
            trickle = {"janus": "trickle", "session_id": janus.session, "sender": HANDLE}
            janus.connection.send({**trickle, "candidate": {"candidate": candidate, "sdpMLineIndex": 0}})
        return True

    return hook


# No addresses of a server, or not written as one: tests/core proves of these and more that none is tried or resolved.
STRANGE = ("255.255.255.255", "0.0.0.0", "169.254.1.1", "224.0.0.251", "::", "fe80::1", "ff02::1", "localhost", "127.1",
           "0x7f000001", "3f2c1b7a-9a68-4f7e-8a54-8f5a2b1c0d9e.local", "server.example", "")  # fmt: skip


def test_thousands_of_candidates_and_more_answers_change_nothing(meet):
    def after(janus: FakeJanus, request: dict) -> bool:
        candidates = [host_candidate(address, 5000) for address in STRANGE]
        candidates += [host_candidate("192.0.2.1", 1 + number, number) for number in range(5000)]
        naming(candidates)(janus, request)
        for kind in ("answer", "offer"):
            jsep = {"type": kind, "sdp": answer_sdp(request["jsep"]["sdp"], (host_candidate("192.0.2.2", 9),))}
            janus.connection.send(janus.event({"audiobridge": "event", "result": "ok"}, request, jsep))
            janus.connection.send(janus.event({"audiobridge": "event", "result": "ok"}, None, jsep))
        janus.kick()
        return True

    alice = meet(Case(fake(configure=after), 10, "kicked"))
    assert [event["to"] for event in alice.of_type("state")].count("trickling") == 1


# --- commands that ask and end ----------------------------------------------------------------------------------

QUESTIONS = {
    "rooms list": ("list", ["rooms", "list"]),
    "rooms exists": ("exists", ["rooms", "exists", "--room", 7]),
    "rooms create": ("create", ["rooms", "create", "--room", 7]),
    "people list": ("listparticipants", ["people", "list", "--room", 7]),
    "info": ("info", ["info"]),
}
WRONG_ANSWERS = {
    "nothing": lambda janus, request: {"janus": "success", "transaction": request["transaction"]},
    "another event": lambda janus, request: janus.event({"audiobridge": "event", "result": "ok"}, request),
    "no lists": lambda janus, request: janus.event({"audiobridge": "success", "list": {}, "exists": 1}, request),
    "nonsense": lambda janus, request: {"janus": 7, "transaction": request["transaction"]},
    "too long": lambda janus, request: janus.event({"audiobridge": "success", "x": "x" * 2_000_000}, request),
}


@pytest.mark.parametrize("step, words", QUESTIONS.values(), ids=QUESTIONS)
def test_no_answer_is_not_taken_for_an_answer(talk, step: str, words: list):
    """Neither is "nothing there", nor "yes"."""
    for name, make in WRONG_ANSWERS.items():

        def script(connection: Connection, make=make) -> None:
            connection.upgrade()
            answer = instead(make)

            class Liar(FakeJanus):
                def serve(self) -> None:
                    while True:
                        request = self.connection.receive()
                        self.session = request.get("session_id", self.session)
                        asked = request.get("body", {}).get("request", request["janus"])
                        is_question = asked == step and (request["janus"] == "message" or step == "info")
                        if not (is_question and answer(self, request)):
                            self.answer(request)

            Liar(connection).serve()

        with HostileServer(script) as server:
            run = talk(*words, "--url", server.url, name=name.replace(" ", "-"))
            run.finish(expect=14, timeout=BOUND)
        assert run.stdout.content == b"", run.story()
        assert_understandable(run, "answer")
