"""What DATABASE_URL says of the connection."""

from portal import settings


def test_parameters_behind_the_question_mark_reach_postgresql_beside_the_pool(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://portal@db.example/portal?sslmode=require")
    options = settings._database()["OPTIONS"]
    assert options["sslmode"] == "require"
    assert options["pool"]["max_size"] == 8
