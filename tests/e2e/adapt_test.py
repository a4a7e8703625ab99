# SPDX-License-Identifier: MIT
"""What the server keeps of us in its queue: as much as the network needs, and again after a mute."""

import signal

from processes import wait_until


def queue_of(admin, display: str) -> dict:
    return admin.handle_info(display)["plugin_specific"]


def test_on_a_local_network_the_server_queues_two_packets(join, admin, room):
    join(room, "alice").wait_until_heard()
    assert queue_of(admin, "alice")["prebuffer-count"] == 2


def test_the_length_can_be_left_to_the_room(join, admin, room_number):
    admin.create_room(room_number, default_prebuffering=5)
    join(room_number, "alice", "--prebuffer", "room").wait_until_heard()
    assert queue_of(admin, "alice")["prebuffer-count"] == 5


def test_after_a_mute_the_queue_is_filled_again(join, admin, room):
    alice = join(room, "alice", "--prebuffer", 8).wait_until_heard()
    wait_until(lambda: not queue_of(admin, "alice")["pre-buffering"], "the queue to be filled")
    alice.send_signal(signal.SIGUSR1)
    wait_until(lambda: queue_of(admin, "alice")["muted"], "the server to mute")
    wait_until(lambda: queue_of(admin, "alice").get("queue-in", 0) == 0, "the queue to be empty")
    alice.send_signal(signal.SIGUSR1)
    wait_until(lambda: not queue_of(admin, "alice")["muted"], "the server to unmute")
    # By itself the server would go on with a packet or two.
    wait_until(lambda: queue_of(admin, "alice").get("queue-in", 0) >= 6, "the queue to be filled again")
    assert queue_of(admin, "alice")["prebuffer-count"] == 8
    alice.leave()
