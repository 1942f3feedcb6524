"""How much is followed up in one round: little enough that a share does not wait for it."""

from kakehashi.exchange.following import A_TURN, AT_ONCE, FEWEST, Pace


def test_a_round_takes_its_time_and_no_longer():
    pace = Pace()
    assert pace.most == FEWEST
    pace.took(FEWEST, A_TURN / 100)
    assert pace.most == 2 * FEWEST, "one quick round says little: it is doubled at the most"
    for _ in range(20):
        pace.took(pace.most, pace.most * 0.000_01)
    assert pace.most == AT_ONCE
    pace.took(AT_ONCE, 16.0)
    assert pace.most == FEWEST, "what took sixteen seconds is cut down at once"
    for _ in range(20):
        pace.took(pace.most, pace.most * 0.002)
    assert pace.most * 0.002 <= A_TURN < (pace.most + 1) * 0.002


def test_the_last_few_say_nothing_of_the_pace():
    pace = Pace()
    pace.most = 400
    pace.took(3, 0.05)
    pace.took(0, 0.001)
    assert pace.most == 400
