"""The clock of the house: one process leads, its heart beats, and a job that fails is recorded and runs again."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from core import clock
from core.server import schedule
from core.services import jobs, leases


@pytest.fixture
def handle(lopez):
    running = schedule.start(lopez)
    yield running
    if running.scheduler.running:
        schedule.stop(running)


def test_every_job_of_the_table_is_scheduled_and_none_is_skipped_after_a_sleep(handle):
    scheduled = {job.id: job for job in handle.scheduler.get_jobs()}
    assert set(scheduled) == {job.name for job in jobs.JOBS} | {"heartbeat"}
    assert all(job.misfire_grace_time is None and job.coalesce and job.max_instances == 1 for job in scheduled.values())


def test_yesterdays_lateness_is_brought_up_to_date_at_the_start(lopez, monkeypatch):
    ran = threading.Event()
    monkeypatch.setattr(schedule, "run_by_clock", lambda engine, name: name == "profiles" and ran.set())
    running = schedule.start(lopez)
    assert ran.wait(5)
    schedule.stop(running)


def test_the_heart_beats_often_enough_to_notice_a_laptop_that_slept(handle):
    assert timedelta(seconds=30) >= schedule.BEAT
    assert min(job.every for job in jobs.JOBS) <= timedelta(seconds=30)


def test_a_second_process_waits_until_the_first_one_hands_over(lopez, handle):
    assert handle.leads.is_set() and jobs.is_alive(lopez)
    second = schedule.Handle(lopez, handle.scheduler, "another process", handle.leads.__class__())
    assert not schedule.beat(second)
    schedule.stop(handle)
    assert schedule.beat(second)


def test_a_dead_scheduler_is_noticed(lopez, handle, monkeypatch):
    later = clock.now() + timedelta(minutes=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert not jobs.is_alive(lopez)
    assert leases.held(lopez, leases.SCHEDULER).owner == handle.owner


def test_a_job_that_fails_is_recorded_with_its_reason_and_harms_nothing(lopez, monkeypatch):
    def fail(_engine, _actor):
        raise RuntimeError("no")

    monkeypatch.setattr(jobs, "_function", lambda job: fail)
    jobs.run_by_clock(lopez, "plan")
    jobs.run_by_clock(lopez, "plan")
    runs = jobs.runs(lopez, jobs.SCHEDULER, failed=True)
    assert [(run.job, run.problem) for run in runs] == [("plan", "RuntimeError")] * 2
